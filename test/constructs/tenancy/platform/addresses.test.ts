import { Platform, type PlatformProps } from '../../../../constructs/tenancy/platform/index.js';
import type { JsonObject, KubeObject } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { clusterChart, objects, refusal } from '../controllers/support.js';
import { ADDRESSES } from '../support.js';

const METAL = Target.bareMetal({ addresses: ADDRESSES });
const EKS = Target.eks({ region: 'eu-central-1', clusterName: 'eks-prod', addresses: ADDRESSES });

function make(target: Target, props: Partial<PlatformProps> = {}): readonly KubeObject[] {
  const chart = clusterChart(target);
  new Platform(chart, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    ...(target.kind === 'eks' ? {} : { metallb: { addresses: ['192.0.2.16/28'] } }),
    ...props,
  });
  return objects(chart);
}

describe('Platform in kube-system', () => {
  it('closes the pods that it puts into kube-system, and no others', () => {
    const policies = (all: readonly KubeObject[]) =>
      all.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'kube-system');
    const selectors = (all: readonly KubeObject[]) =>
      policies(all).map(({ spec }) => JSON.stringify((spec as JsonObject)['podSelector']));
    const name = (value: string) => `{"matchLabels":{"app.kubernetes.io/name":"${value}"}}`;
    expect([...new Set(selectors(make(METAL)))]).toEqual([name('metrics-server')]);
    const eks = make(EKS);
    expect([...new Set(selectors(eks))]).toEqual([name('metrics-server'), name('aws-load-balancer-controller')]);
    expect(policies(eks).map(({ metadata }) => metadata.name)).toMatchSnapshot();
  });

  it('lets the load balancer controller out to the metadata service where nobody names its VPC', () => {
    const out = (props: Partial<PlatformProps>) =>
      make(EKS, props).find(({ metadata }) => metadata.name === 'node-metadata-out');
    expect(out({})).toMatchObject({ spec: { egress: [{ to: [{ ipBlock: { cidr: '169.254.169.254/32' } }] }] } });
    expect(out({ eks: { vpcId: 'vpc-0123456789abcdef0' } })).toBeUndefined();
  });
});

describe('Platform refuses', () => {
  it('a target that does not say where its API server is', () => {
    expect(refusal(() => make(Target.bareMetal()))).toBe(
      'TM1712 at cluster/platform: target.addresses.apiServer: controllers call the API server, which is no pod, and nothing says at which addresses. Write `Target.bareMetal({ addresses: { apiServer: ["192.0.2.0/29"] } })` with the CIDRs of the control plane, in which no pod is.',
    );
    const eks = Target.eks({ region: 'eu-central-1', clusterName: 'a', addresses: { apiServer: [] } });
    expect(refusal(() => make(eks))).toContain('Write `Target.eks({ region, addresses: ');
  });

  it.each([
    [{ apiServer: ['0.0.0.0/0'] }, 'target.addresses.apiServer: the block is so wide that pods and strangers'],
    [{ apiServer: ['192.0.2.1'] }, 'TM1005 at cluster/platform: target.addresses.apiServer: not a CIDR'],
    [{ ...ADDRESSES, nodes: ['::/0'] }, 'target.addresses.nodes: the block is so wide that pods and strangers'],
  ])('addresses that name nobody: %j', (addresses, message) => {
    expect(refusal(() => make(Target.bareMetal({ addresses })))).toContain(message);
  });
});
