import { poolAnnounced } from '../../../../lib/analyzer/rules/metallb/pool-announced.js';
import { doc, findings } from '../../rule-tester.js';

const pool = (place: string, labels: Record<string, string> = {}) =>
  doc('IPAddressPool metallb.io/v1beta1', place, { labels });
const announce = (spec: object, type = 'L2Advertisement') => doc(`${type} metallb.io/v1beta1`, 'm/x', { spec });

describe('pool-announced', () => {
  it('names the pool', () => {
    expect(findings(poolAnnounced, pool('m/a'))).toEqual([
      'TM4502 at test.yaml:2 (IPAddressPool m/a): no advertisement announces pool "a". Name each pool in `ipAddressPools` of an advertisement beside it.',
    ]);
  });

  it('names a pool that is not there, and an advertisement of all', () => {
    expect(findings(poolAnnounced, pool('m/a') + announce({ ipAddressPools: ['a', 'b'] }))).toEqual([
      'TM4502 at test.yaml:4 (L2Advertisement m/x): spec.ipAddressPools[1]: there is no pool "b". Name each pool in `ipAddressPools` of an advertisement beside it.',
    ]);
    expect(findings(poolAnnounced, pool('m/a') + announce({}))).toEqual([
      'TM4502 at test.yaml:4 (L2Advertisement m/x): spec.ipAddressPools: it names no pool, so it announces every one. Name each pool in `ipAddressPools` of an advertisement beside it.',
    ]);
    expect(findings(poolAnnounced, pool('m/a') + announce({ ipAddressPoolSelectors: [{}] }))).toHaveLength(1);
  });

  it.each(['L2Advertisement', 'BGPAdvertisement'])('accepts a name or labels in a %s', (type) => {
    const byLabel = { ipAddressPoolSelectors: [{ matchLabels: { tier: 'edge' } }] };
    const byExpression = {
      ipAddressPoolSelectors: [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['edge'] }] }],
    };
    expect(findings(poolAnnounced, pool('m/a') + announce({ ipAddressPools: ['a'] }, type))).toEqual([]);
    expect(findings(poolAnnounced, pool('m/a', { tier: 'edge' }) + announce(byLabel, type))).toEqual([]);
    expect(findings(poolAnnounced, pool('m/a', { tier: 'edge' }) + announce(byExpression, type))).toEqual([]);
    expect(findings(poolAnnounced, pool('m/a', { tier: 'core' }) + announce(byLabel, type))).toHaveLength(1);
  });

  it('takes no advertisement of another namespace', () => {
    expect(findings(poolAnnounced, pool('n/a') + announce({ ipAddressPools: ['a'] }))).toHaveLength(2);
  });
});
