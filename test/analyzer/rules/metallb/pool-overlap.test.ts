import fc from 'fast-check';
import { poolOverlap } from '../../../../lib/analyzer/rules/metallb/pool-overlap.js';
import { findings } from '../../rule-tester.js';

const pool = (name: string, ...addresses: string[]) => `
---
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: { name: ${name}, namespace: metallb-system }
spec: { addresses: ${JSON.stringify(addresses)} }`;

describe('pool-overlap', () => {
  it('names both pools and the ranges', () => {
    expect(findings(poolOverlap, pool('a', '192.0.2.0/28') + pool('b', '192.0.2.10-192.0.2.20'))).toEqual([
      'TM4501 at test.yaml:8 (IPAddressPool metallb-system/b): spec.addresses[0]: range "192.0.2.10-192.0.2.20" shares addresses with "192.0.2.0/28" of pool a (test.yaml:3). Give each pool a range of its own.',
    ]);
  });

  it('sees an overlap behind a wide range, and within one pool', () => {
    const wide = pool('a', '10.0.0.0/16', '10.0.1.0/24') + pool('b', '10.0.200.1-10.0.200.9');
    expect(findings(poolOverlap, wide)).toHaveLength(2);
  });

  it('is silent for neighbours, other families and texts that are no range', () => {
    const near =
      pool('a', '192.0.2.0/28', 'fd00::/64') + pool('b', '192.0.2.16/28', 'fd00:0:0:1::/64') + pool('c', 'x');
    expect(findings(poolOverlap, near)).toEqual([]);
  });

  it('finds an overlap exactly when two single ranges share an address', () => {
    const end = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(end, end, end, end, (a, b, c, d) => {
        const one = [Math.min(a, b), Math.max(a, b)] as const;
        const two = [Math.min(c, d), Math.max(c, d)] as const;
        const shared = one[0] <= two[1] && two[0] <= one[1];
        const range = ([first, last]: readonly [number, number]) => `10.0.0.${first}-10.0.0.${last}`;
        expect(findings(poolOverlap, pool('a', range(one)) + pool('b', range(two)))).toHaveLength(shared ? 1 : 0);
      }),
      { numRuns: 50 },
    );
  });
});
