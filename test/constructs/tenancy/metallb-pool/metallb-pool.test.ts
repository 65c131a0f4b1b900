import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { BfdProfile, BgpPeer } from '../../../../constructs/metallb/index.js';
import { MetalLBPool, type MetalLBPoolProps } from '../../../../constructs/tenancy/metallb-pool/index.js';
import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { markUnit, unitPathOf } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { find, objectsOf, refusal, schemaFaults } from '../support.js';

function built() {
  const chart = new Chart(Testing.app(), 'test');
  const target = Target.bareMetal();
  const ingress = new MeshNamespace(chart, 'ingress', { name: 'istio-ingress', role: 'gateway', target });
  const pool = (name: string, addresses: readonly string[], props: Partial<MetalLBPoolProps> = {}): MetalLBPool =>
    new MetalLBPool(chart, name, {
      name,
      addresses,
      namespaces: [ingress],
      announcement: { kind: 'l2' },
      target,
      ...props,
    });
  return { chart, ingress, pool };
}

describe('MetalLBPool', () => {
  it('pins addresses to namespaces by name, and announces that pool alone', () => {
    const { chart, pool } = built();
    pool('shared', ['192.0.2.0/28', '2001:db8::10-2001:db8::1f']);
    expect(objectsOf(chart).filter(({ apiVersion }) => apiVersion.startsWith('metallb.io'))).toMatchSnapshot();
    expect(find(chart, 'IPAddressPool', 'shared')['spec']).toHaveProperty('serviceAllocation', {
      namespaces: ['istio-ingress'],
    });
    expect(find(chart, 'L2Advertisement', 'shared')['spec']).toEqual({ ipAddressPools: ['shared'] });
  });

  it('narrows the nodes and interfaces that answer', () => {
    const { chart, pool } = built();
    const nodes = [{ 'node-role.kubernetes.io/edge': '' }];
    pool('shared', ['192.0.2.0/28'], { announcement: { kind: 'l2', interfaces: ['eth1'], nodes } });
    expect(find(chart, 'L2Advertisement', 'shared')['spec']).toEqual({
      ipAddressPools: ['shared'],
      interfaces: ['eth1'],
      nodeSelectors: [{ matchLabels: nodes[0] }],
    });
  });

  it('announces by BGP to the peers it names', () => {
    const { chart, pool } = built();
    const bfdProfile = new BfdProfile(chart, 'bfd', { name: 'fast' });
    const peer = new BgpPeer(chart, 'peer', {
      name: 'tor',
      myASN: 64512,
      peerASN: { kind: 'number', asn: 64513 },
      location: { kind: 'address', peerAddress: '192.0.2.254' },
      bfdProfile,
    });
    pool('shared', ['192.0.2.0/28'], {
      announcement: { kind: 'bgp', peers: [peer], aggregationLength: 28, communities: ['no-advertise', '65535:65281'] },
    });
    expect(find(chart, 'BGPAdvertisement', 'shared')['spec']).toEqual({
      ipAddressPools: ['shared'],
      peers: ['tor'],
      aggregationLength: 28,
      aggregationLengthV6: 128,
      communities: ['no-advertise', '65535:65281'],
    });
    expect(find(chart, 'BGPPeer', 'tor')['spec']).toHaveProperty('bfdProfile', 'fast');
    expect(schemaFaults(chart)).toEqual([]);
    expect(objectsOf(chart).some(({ kind }) => kind === 'L2Advertisement')).toBe(false);
  });

  it('joins the unit of pools', () => {
    expect(unitPathOf(built().pool('shared', ['192.0.2.0/28']))).toBe('infrastructure/pools');
  });

  it('takes the peers that it names along, with their profile, unless they stand in a unit of their own', () => {
    const { chart, pool } = built();
    const own = new Construct(chart, 'routers');
    markUnit(own, { path: 'infrastructure/routers' });
    const peer = (scope: Construct, name: string) =>
      new BgpPeer(scope, name, {
        name,
        myASN: 64512,
        peerASN: { kind: 'number', asn: 64513 },
        location: { kind: 'address', peerAddress: '192.0.2.254' },
        bfdProfile: new BfdProfile(scope, `bfd-${name}`, { name }),
      });
    const peers = [peer(chart, 'loose'), peer(own, 'placed')];
    pool('shared', ['192.0.2.0/28'], { announcement: { kind: 'bgp', peers } });
    expect(peers.flatMap((made) => [made, made.bfdProfile ?? made]).map(unitPathOf)).toEqual([
      'infrastructure/pools',
      'infrastructure/pools',
      'infrastructure/routers',
      'infrastructure/routers',
    ]);
  });

  it('stands beside another that shares no address', () => {
    const { chart, pool } = built();
    pool('shared', ['192.0.2.0/28']);
    pool('tenant-b', ['192.0.2.16/28']);
    expect(objectsOf(chart).filter(({ kind }) => kind === 'IPAddressPool')).toHaveLength(2);
  });

  describe('refuses', () => {
    it('addresses that another pool has', () => {
      const { pool } = built();
      pool('shared', ['192.0.2.0/28']);
      expect(refusal(() => pool('tenant-b', ['192.0.2.10-192.0.2.20']))).toBe(
        'TM1601 at test/tenant-b: addresses: the range shares addresses with "192.0.2.0/28" of pool "shared" (test/shared) (got "192.0.2.10-192.0.2.20"). Write a range that nothing else uses.',
      );
    });

    it('addresses that are reserved', () => {
      expect(refusal(() => built().pool('shared', ['10.96.0.0/24'], { reserved: ['10.96.0.0/12'] }))).toBe(
        'TM1601 at test/shared: addresses: the range shares addresses with "10.96.0.0/12" of what is reserved (got "10.96.0.0/24"). Write a range that nothing else uses.',
      );
    });

    it('ranges of one pool that overlap', () => {
      expect(refusal(() => built().pool('shared', ['192.0.2.0/28', '192.0.2.15-192.0.2.20']))).toBe(
        'TM1601 at test/shared/Resource: addresses: "192.0.2.15-192.0.2.20" and "192.0.2.0/28" of this pool share addresses (got "192.0.2.15-192.0.2.20"). Write each address once.',
      );
    });

    it.each([
      ['192.0.2.5/28', 'TM1005'],
      ['10.0.0.1-fc00::1', 'the two ends are of different families, which yields no address'],
      ['192.0.2.9-192.0.2.1', 'Write "192.0.2.1-192.0.2.9".'],
      ['192.0.2.010/32', 'not a CIDR'],
      ['10.0.0.0/8', 'the range has 16777216 addresses (got "10.0.0.0/8"). Write a range of at most 65536 addresses.'],
    ])('range %s', (range, message) => {
      expect(refusal(() => built().pool('shared', [range]))).toContain(message);
    });

    it('no address, and no namespace', () => {
      expect(refusal(() => built().pool('shared', []))).toContain(
        'TM1603 at test/shared/Resource: addresses: the pool has no address',
      );
      expect(refusal(() => built().pool('shared', ['192.0.2.0/28'], { namespaces: [] }))).toBe(
        'TM1602 at test/shared/Resource: namespaces: a pool that names no namespace serves all of them (got []). Name the namespaces whose Services may have its addresses.',
      );
    });

    it('one namespace twice', () => {
      const { ingress, pool } = built();
      expect(refusal(() => pool('shared', ['192.0.2.0/28'], { namespaces: [ingress, ingress] }))).toBe(
        'TM1608 at test/shared/Resource: namespaces: the entry stands in the list twice (got "istio-ingress"). Write each entry once.',
      );
    });

    it('EKS', () => {
      const target = Target.eks({ region: 'eu-central-1' });
      expect(refusal(() => built().pool('shared', ['192.0.2.0/28'], { target }))).toBe(
        'TM2008 at test/shared: target: MetalLB does not work on AWS (got "eks"). Leave the pool out, and expose the gateway with kind "nlb-controller" or "nlb-auto-mode".',
      );
    });
  });
});
