import { poolPinned } from '../../../../lib/analyzer/rules/metallb/pool-pinned.js';
import { doc, findings } from '../../rule-tester.js';

const pool = (spec: object) => doc('IPAddressPool metallb.io/v1beta1', 'm/a', { spec });

describe('pool-pinned', () => {
  it('says who could get the addresses', () => {
    expect(findings(poolPinned, pool({}))).toEqual([
      'TM4503 at test.yaml:2 (IPAddressPool m/a): spec.serviceAllocation.namespaces: it is assigned by itself, to every namespace. List the namespaces in `spec.serviceAllocation.namespaces`, or set `autoAssign: false`.',
    ]);
  });

  it('wants names, not labels that somebody may set', () => {
    const serviceAllocation = { namespaceSelectors: [{ matchLabels: { tenant: 'a' } }] };
    expect(findings(poolPinned, pool({ serviceAllocation }))).toEqual([
      'TM4503 at test.yaml:2 (IPAddressPool m/a): spec.serviceAllocation.namespaces: who gets its addresses hangs on labels of namespaces, and no namespace is named. List the namespaces in `spec.serviceAllocation.namespaces`, or set `autoAssign: false`.',
    ]);
    expect(findings(poolPinned, pool({ serviceAllocation: { namespaces: [] } }))).toHaveLength(1);
  });

  it('is silent for pools that are pinned, or asked for by name', () => {
    expect(findings(poolPinned, pool({ serviceAllocation: { namespaces: ['a'] } }))).toEqual([]);
    expect(findings(poolPinned, pool({ autoAssign: false }))).toEqual([]);
  });
});
