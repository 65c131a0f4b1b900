import { Testing } from 'cdk8s';
import {
  AwsLoadBalancerController,
  ExternalDns,
  Kiali,
  KubePrometheusStack,
  MetalLB,
  MetricsServer,
  TrustManager,
} from '../../../../constructs/tenancy/controllers/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { clusterChart, refusal } from './support.js';

const EKS = Target.eks({ region: 'eu-central-1', clusterName: 'eks-prod' });

describe('controllers refuse', () => {
  it('the other target', () => {
    expect(refusal(() => new MetalLB(clusterChart(EKS), 'it'))).toBe(
      'TM1703 at cluster/it: target: MetalLB is for bare metal, and the cluster runs on EKS (got "eks"). ' +
        'Leave MetalLB out, or put it below a Cluster on bare metal.',
    );
    expect(refusal(() => new AwsLoadBalancerController(clusterChart(), 'it'))).toContain('is for EKS');
    expect(refusal(() => new ExternalDns(clusterChart(), 'it', { domainFilters: [] }))).toContain('TM1703');
  });

  it('one replica of a webhook', () => {
    const make = (): unknown => new TrustManager(clusterChart(), 'it', { replicas: 1 });
    expect(refusal(make)).toContain('TM1710 at cluster/it: replicas: one lost node would stop the controller');
  });

  it('an override that the chart does not know, in the constructor', () => {
    const make = (): unknown => new TrustManager(clusterChart(), 'it', { values: { replicaCounts: 3 } });
    expect(refusal(make)).toContain('TM1701 at cluster/it: values.replicaCounts');
  });

  it('a value of metrics-server that its page does not list', () => {
    const make = (): unknown => new MetricsServer(clusterChart(), 'it', { values: { replica: 3 } });
    expect(refusal(make)).toBe(
      'TM1701 at cluster/it: values.replica: chart "metrics-server" 3.13.0 has no such value, so it would be ignored. Write "replicas", or put it into `extraValues` when the chart is known to read it.',
    );
  });

  it.each([
    ['storageClassName', { storageClassName: 'Ceph Block' }],
    ['grafanaAdminSecret', { grafanaAdminSecret: 'Grafana' }],
  ])('a name that is none in %s', (field, props) => {
    expect(refusal(() => new KubePrometheusStack(clusterChart(), 'it', props))).toContain(
      `TM1002 at cluster/it: ${field}`,
    );
  });

  it('an anonymous Kiali', () => {
    const make = (): unknown => new Kiali(clusterChart(), 'it', { values: { auth: { strategy: 'anonymous' } } });
    expect(refusal(make)).toContain('TM1802 at cluster/it: values.auth.strategy: anybody who reaches Kiali');
  });

  it('a retention in days or of no use', () => {
    expect(refusal(() => new KubePrometheusStack(clusterChart(), 'it', { retention: '15d' }))).toContain('"360h"');
    expect(refusal(() => new KubePrometheusStack(clusterChart(), 'it', { retention: '1h' }))).toContain(
      'TM1801 at cluster/it: retention: metrics are kept for 2 hours at least and 2 years at most (got "1h")',
    );
  });

  it('storage without a unit', () => {
    expect(refusal(() => new KubePrometheusStack(clusterChart(), 'it', { storage: '50' }))).toContain(
      'unit is missing',
    );
  });

  it('a wildcard domain of external-dns', () => {
    const make = (): unknown => new ExternalDns(clusterChart(EKS), 'it', { domainFilters: ['*.example.com'] });
    expect(refusal(make)).toContain('domainFilters[0]: a wildcard would claim hosts of others');
  });

  it('a load balancer controller that cannot know the name of its cluster', () => {
    const target = Target.eks({ region: 'eu-central-1' });
    expect(() => new AwsLoadBalancerController(clusterChart(target, 'eks-a'), 'it')).not.toThrow();
    const alone = (): unknown => new AwsLoadBalancerController(Testing.chart(), 'it', { target });
    expect(refusal(alone)).toContain('TM2007 at test/it: target.clusterName');
  });
});
