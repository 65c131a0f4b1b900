import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import {
  AddressPool,
  BfdProfile,
  BgpAnnouncement,
  BgpPeer,
  communityValue,
  CommunityAliases,
  poolRanges,
  shortestPrefix,
  type BfdProfileProps,
  type BgpAnnouncementProps,
  type BgpPeerProps,
} from '../../../constructs/metallb/index.js';
import { secretNeeds } from '../../../lib/model/index.js';
import { find, refusal } from '../tenancy/support.js';

const chartOf = (): Chart => new Chart(Testing.app(), 'test');

const peerOf = (chart: Chart, props: Partial<BgpPeerProps> = {}): BgpPeer =>
  new BgpPeer(chart, 'peer', {
    name: 'tor',
    myASN: 64512,
    peerASN: { kind: 'number', asn: 64513 },
    location: { kind: 'address', peerAddress: '192.0.2.254' },
    ...props,
  });

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

describe('ranges of a pool', () => {
  it('are summarized so that the shortest prefix is that of the largest aligned block', () => {
    const largest = (first: number, last: number): number => {
      for (let prefix = 0; prefix <= 32; prefix += 1) {
        const size = 2 ** (32 - prefix);
        if (Math.ceil(first / size) * size + size - 1 <= last) return prefix;
      }
      throw new Error('a range holds one address at the least');
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 0, max: 65_535 }), (first, more) => {
        const ranges = poolRanges('pool', [`${dotted(first)}-${dotted(first + more)}`]);
        expect(shortestPrefix(ranges, 4)).toBe(largest(first, first + more));
        expect(shortestPrefix(ranges, 6)).toBeUndefined();
      }),
    );
  });

  it('are refused exactly when two of them share an address', () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (parts) => {
        const addresses = parts.flatMap(([first, more]) => Array.from({ length: more + 1 }, (_, at) => first + at));
        const clash = new Set(addresses).size !== addresses.length;
        const texts = parts.map(([first, more]) => `${dotted(first)}-${dotted(first + more)}`);
        if (clash) expect(refusal(() => poolRanges('pool', texts))).toContain('TM1601');
        else expect(poolRanges('pool', texts)).toHaveLength(parts.length);
      }),
    );
  });
});

describe('BgpPeer', () => {
  it('writes MetalLB fields, and asks for its password by reference', () => {
    const chart = chartOf();
    const peer = peerOf(chart, {
      holdTime: '90s',
      keepaliveTime: '30s',
      passwordSecret: 'tor',
      ebgpMultiHop: true,
      nodes: [{ rack: 'a' }],
    });
    expect(find(chart, 'BGPPeer', 'tor')).toMatchObject({
      apiVersion: 'metallb.io/v1beta2',
      metadata: { namespace: 'metallb-system' },
      spec: {
        myASN: 64512,
        peerASN: 64513,
        peerAddress: '192.0.2.254',
        peerPort: 179,
        holdTime: '90s',
        keepaliveTime: '30s',
        ebgpMultiHop: true,
        passwordSecret: { name: 'tor' },
        nodeSelectors: [{ matchLabels: { rack: 'a' } }],
      },
    });
    expect(secretNeeds(peer)).toEqual([
      expect.objectContaining({ namespace: 'metallb-system', name: 'tor', keys: ['password'] }),
    ]);
  });

  it('takes a peer behind an interface and a system that it learns', () => {
    const chart = chartOf();
    peerOf(chart, {
      peerASN: { kind: 'dynamic', side: 'external' },
      location: { kind: 'interface', interface: 'eth1' },
    });
    const spec = find(chart, 'BGPPeer', 'tor')['spec'];
    expect(spec).toMatchObject({ dynamicASN: 'external', interface: 'eth1' });
    expect(spec).not.toHaveProperty('peerASN');
    expect(spec).not.toHaveProperty('peerAddress');
  });

  it.each<[Partial<BgpPeerProps>, string]>([
    [
      { myASN: 0 },
      'TM1604 at test/peer: myASN: not a number of an autonomous system (got 0). Write a whole number from 1 to 4294967295.',
    ],
    [{ peerASN: { kind: 'number', asn: 2 ** 32 } }, 'peerASN: not a number of an autonomous system (got 4294967296)'],
    [
      { location: { kind: 'address', peerAddress: '192.0.2.300' } },
      'location.peerAddress: not an IP address (got "192.0.2.300"). Write for instance "192.0.2.1".',
    ],
    [{ peerPort: 20_000 }, 'peerPort: MetalLB takes ports from 1 to 16384 (got 20000)'],
    [
      { holdTime: '2s' },
      'holdTime: BGP ends no session in less than 3 seconds (got "2s"). Write "0s" or "3s" and more.',
    ],
    [
      { holdTime: '10s', keepaliveTime: '20s' },
      'keepaliveTime: the session ends before the first sign of life (got "20s"). Write at most `holdTime`.',
    ],
    [
      { peerASN: { kind: 'number', asn: 64512 }, ebgpMultiHop: true },
      'ebgpMultiHop: a peer of our own system needs no leave for several hops (got true). Leave it out.',
    ],
    [
      { nodes: [{ rack: 'a' }, { rack: 'a' }] },
      'TM1608 at test/peer: nodes: the entry stands in the list twice (got {"rack":"a"}). Write each entry once.',
    ],
  ])('refuses %j', (props, message) => {
    expect(refusal(() => peerOf(chartOf(), props))).toContain(message);
  });
});

describe('BgpAnnouncement', () => {
  const announce = (props: Partial<BgpAnnouncementProps>): void => {
    const chart = chartOf();
    const pool = new AddressPool(chart, 'pool', {
      name: 'shared',
      addresses: ['192.0.2.0/28'],
      namespaces: ['istio-ingress'],
    });
    new BgpAnnouncement(chart, 'announcement', { name: 'shared', pool, peers: [peerOf(chart)], ...props });
  };

  it.each<[Partial<BgpAnnouncementProps>, string]>([
    [
      { peers: [] },
      'TM1605 at test/announcement: peers: an empty list announces the pool to every peer there is (got []). Name the peers.',
    ],
    [
      { aggregationLength: 24 },
      'aggregationLength: prefixes of this length would cover more than the pool "shared", whose largest block is a /28 (got 24). Write a number from 28 to 32.',
    ],
    [{ aggregationLengthV6: 129 }, 'aggregationLengthV6: prefixes of this length'],
    [{ localPref: -1 }, 'localPref: not a local preference (got -1). Write a whole number from 0 to 4294967295.'],
    [{ communities: ['65536:1'] }, 'TM1607 at test/announcement: communities: a community is two numbers up to 65535'],
    [{ communities: ['1:2', '1:2'] }, 'TM1608 at test/announcement: communities: the entry stands in the list twice'],
  ])('refuses %j', (props, message) => {
    expect(refusal(() => announce(props))).toContain(message);
  });
});

describe('BfdProfile', () => {
  it.each<[Partial<BfdProfileProps>, string]>([
    [
      { detectMultiplier: 1 },
      'TM1606 at test/bfd: detectMultiplier: the value lies between 2 and 255 (got 1). Write a whole number from 2 to 255.',
    ],
    [{ transmitInterval: 5 }, 'transmitInterval: the value lies between 10 and 60000'],
    [{ minimumTtl: 255 }, 'minimumTtl: the value lies between 1 and 254'],
  ])('refuses %j', (props, message) => {
    expect(refusal(() => new BfdProfile(chartOf(), 'bfd', { name: 'fast', ...props }))).toContain(message);
  });
});

describe('communities', () => {
  it('are values of two 16-bit numbers, or large ones of three 32-bit numbers', () => {
    const small = fc.integer({ min: 0, max: 65_535 });
    const large = fc.integer({ min: 0, max: 4_294_967_295 });
    fc.assert(fc.property(small, small, (a, b) => expect(communityValue('c', 'f', `${a}:${b}`)).toBe(`${a}:${b}`)));
    fc.assert(
      fc.property(large, large, large, (a, b, c) => {
        const text = `large:${a}:${b}:${c}`;
        expect(communityValue('c', 'f', text)).toBe(text);
      }),
    );
  });

  it.each(['65536:1', '1', '1:2:3', '01:2', 'large:1:2', 'large:4294967296:1:1', 'a:b'])('are never %s', (value) => {
    expect(refusal(() => communityValue('c', 'f', value))).toContain('TM1607');
  });

  it('have names', () => {
    const chart = chartOf();
    new CommunityAliases(chart, 'aliases', {
      name: 'well-known',
      aliases: { 'no-export': '65535:65281', blackhole: '65535:666' },
    });
    expect(find(chart, 'Community', 'well-known')['spec']).toEqual({
      communities: [
        { name: 'blackhole', value: '65535:666' },
        { name: 'no-export', value: '65535:65281' },
      ],
    });
  });
});
