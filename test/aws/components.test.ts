import type { Recording } from 'tenant-mesh/testing/pulumi';
import { blocksOf, blockText } from './blocks.js';
import { AUTO, KARPENTER, MANAGED, makeCluster, makeEverything, makeExisting, record } from './programs.js';

const CLUSTER = 'prod (tenant-mesh:eks:EksCluster)';
const IDENTITIES = /^prod-(cert-manager|external-dns|load-balancers)/;

// Each recording waits for a hundred registrations.
jest.setTimeout(120_000);

describe('what components register', () => {
  let [managed, karpenter, auto, existing]: readonly (Recording | undefined)[] = [];
  const blocks = (recording: Recording | undefined, component: string): ReadonlyMap<string, string> =>
    recording === undefined ? new Map<string, string>() : blocksOf(recording, component);

  beforeAll(async () => {
    managed = await record(() => makeEverything(MANAGED));
    karpenter = await record(() => makeCluster({ compute: KARPENTER }));
    auto = await record(() => makeCluster({ compute: AUTO }));
    existing = await record(makeExisting);
  });

  it('a network of its own, whose zones are alike', () => {
    const network = blocks(managed, 'prod (tenant-mesh:eks:EksNetwork)');
    expect(blockText(network, (head) => !/-[bc](-internet)? \(/.test(head))).toMatchSnapshot();
    const names = (zone: string): readonly string[] =>
      [...network.keys()]
        .filter((head) => head.includes(`-${zone} `) || head.includes(`-${zone}-`))
        .map((head) => head.replace(new RegExp(`-${zone}(?=[ -])`), '-a'));
    expect(names('a').length).toBe(9);
    expect(names('b')).toEqual(names('a'));
    expect(names('c')).toEqual(names('a'));
  });

  it('subnets that exist', () => {
    expect(blockText(blocks(existing, 'old (tenant-mesh:eks:EksNetwork)'))).toMatchSnapshot();
  });

  it('a cluster with node groups', () => {
    expect(blockText(blocks(managed, CLUSTER), (head) => !IDENTITIES.test(head))).toMatchSnapshot();
  });

  it('identities of controllers', () => {
    expect(blockText(blocks(managed, CLUSTER), (head) => IDENTITIES.test(head))).toMatchSnapshot();
  });

  it('what Karpenter adds', () => {
    const known = blocks(managed, CLUSTER);
    expect(blockText(blocks(karpenter, CLUSTER), (head) => !known.has(head))).toMatchSnapshot();
  });

  it('what Auto Mode leaves', () => {
    const heads = [...blocks(auto, CLUSTER).keys()];
    expect(heads.filter((head) => /Addon|NodeGroup|LaunchTemplate|load-balancers/.test(head))).toEqual([]);
    expect(
      blockText(blocks(auto, CLUSTER), (head) => /auto-nodes|\(aws:eks\/cluster|prod-cluster/.test(head)),
    ).toMatchSnapshot();
  });

  it('a security group of the nodes, and who may enter', () => {
    const pick = (head: string): boolean => /access-|securityGroup|nodes-(spot|tainted)|aws:eks\/cluster/.test(head);
    expect(blockText(blocks(existing, 'old (tenant-mesh:eks:EksCluster)'), pick)).toMatchSnapshot();
  });

  it('a tenant by Pod Identity', () => {
    expect(blockText(blocks(managed, 'tenant-a (tenant-mesh:eks:TenantIdentity)'))).toMatchSnapshot();
    expect(blockText(blocks(managed, 'tenant-a (tenant-mesh:eks:TenantData)'))).toMatchSnapshot();
    expect(blockText(blocks(managed, 'tenant-a (tenant-mesh:eks:TenantLogin)'))).toMatchSnapshot();
  });

  it('a tenant by IRSA', () => {
    expect(blockText(blocks(managed, 'tenant-b (tenant-mesh:eks:TenantIdentity)'))).toMatchSnapshot();
  });

  it('certificate authorities', () => {
    expect(blockText(blocks(managed, 'mesh (tenant-mesh:eks:MeshCa)'))).toMatchSnapshot();
    expect(blockText(blocks(managed, 'hard (tenant-mesh:eks:MeshCa)'))).toMatchSnapshot();
  });
});
