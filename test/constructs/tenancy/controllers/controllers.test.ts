import type { Construct } from 'constructs';
import {
  AwsLoadBalancerController,
  AwsPrivateCaIssuer,
  CertManager,
  ExternalDns,
  Flagger,
  IstioBase,
  IstioCni,
  Kiali,
  KubePrometheusStack,
  MetalLB,
  MetricsServer,
  TrustManager,
} from '../../../../constructs/tenancy/controllers/index.js';
import { predictions, secretNeeds } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { clusterChart, objects, refusal, valuesOf } from './support.js';

const EKS = Target.eks({ region: 'eu-central-1', clusterName: 'eks-prod' });
const SIGNERS = (): readonly string[] => ['issuers.cert-manager.io/istio-system.mesh-root'];

interface Case {
  readonly name: string;
  readonly namespace: string;
  readonly target?: Target;
  readonly make: (scope: Construct) => { readonly release: Construct };
  readonly predicts: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'istio-base',
    namespace: 'istio-system',
    make: (scope) => new IstioBase(scope, 'it'),
    predicts: ['CustomResourceDefinition/sidecars.networking.istio.io'],
  },
  {
    name: 'istio-cni',
    namespace: 'istio-cni',
    make: (scope) => new IstioCni(scope, 'it'),
    predicts: ['DaemonSet/istio-cni-node'],
  },
  {
    name: 'cert-manager',
    namespace: 'cert-manager',
    make: (scope) => new CertManager(scope, 'it', { approveSignerNames: SIGNERS }),
    predicts: ['CustomResourceDefinition/certificates.cert-manager.io', 'Service/cert-manager-webhook'],
  },
  {
    name: 'trust-manager',
    namespace: 'cert-manager',
    make: (scope) => new TrustManager(scope, 'it'),
    predicts: ['CustomResourceDefinition/bundles.trust.cert-manager.io', 'Deployment/trust-manager'],
  },
  {
    name: 'metallb',
    namespace: 'metallb-system',
    make: (scope) => new MetalLB(scope, 'it'),
    predicts: ['CustomResourceDefinition/ipaddresspools.metallb.io', 'DaemonSet/metallb-speaker'],
  },
  {
    name: 'aws-load-balancer-controller',
    namespace: 'kube-system',
    target: EKS,
    make: (scope) => new AwsLoadBalancerController(scope, 'it'),
    predicts: ['Deployment/aws-load-balancer-controller'],
  },
  {
    name: 'aws-privateca-issuer',
    namespace: 'cert-manager',
    target: EKS,
    make: (scope) => new AwsPrivateCaIssuer(scope, 'it'),
    predicts: [
      'CustomResourceDefinition/awspcaissuers.awspca.cert-manager.io',
      'ServiceAccount/aws-privateca-issuer',
      'Deployment/aws-privateca-issuer',
    ],
  },
  {
    name: 'external-dns',
    namespace: 'external-dns',
    target: EKS,
    make: (scope) => new ExternalDns(scope, 'it', { domainFilters: ['example.com'] }),
    predicts: ['Deployment/external-dns'],
  },
  {
    name: 'metrics-server',
    namespace: 'kube-system',
    make: (scope) => new MetricsServer(scope, 'it'),
    predicts: ['Deployment/metrics-server'],
  },
  {
    name: 'flagger',
    namespace: 'flagger-system',
    make: (scope) => new Flagger(scope, 'it'),
    predicts: ['CustomResourceDefinition/canaries.flagger.app', 'ServiceAccount/flagger'],
  },
  {
    name: 'kube-prometheus-stack',
    namespace: 'monitoring',
    make: (scope) => new KubePrometheusStack(scope, 'it'),
    predicts: ['Service/kube-prometheus-stack-prometheus', 'Service/kube-prometheus-stack-grafana'],
  },
  { name: 'kiali', namespace: 'kiali', make: (scope) => new Kiali(scope, 'it'), predicts: ['Deployment/kiali'] },
];

describe.each(CASES)('controller $name', ({ name, namespace, target, make, predicts }) => {
  it('installs into its namespace, with values that its chart accepts', () => {
    const chart = clusterChart(target);
    make(chart);
    expect(objects(chart)).toContainEqual(
      expect.objectContaining({
        kind: 'HelmRelease',
        metadata: expect.objectContaining({ name, namespace: 'flux-system' }) as unknown,
        spec: expect.objectContaining({ targetNamespace: namespace, releaseName: name }) as unknown,
      }),
    );
  });

  it('predicts what its chart makes', () => {
    const { release } = make(clusterChart(target));
    const made = predictions(release).flatMap((predict) => predict());
    expect(made.map(({ kind, metadata }) => `${kind}/${metadata.name ?? ''}`)).toEqual(
      expect.arrayContaining([...predicts]),
    );
  });

  it('keeps its values', () => {
    const chart = clusterChart(target);
    make(chart);
    expect(valuesOf(chart)).toMatchSnapshot();
  });
});

describe('what the charts must be told', () => {
  it('trap 2: cert-manager approves named issuers alone, and built-in roles gain no right on certificates', () => {
    const chart = clusterChart();
    new CertManager(chart, 'it', { approveSignerNames: SIGNERS });
    const values = valuesOf(chart);
    expect(values).toMatchObject({
      approveSignerNames: ['issuers.cert-manager.io/istio-system.mesh-root'],
      global: { rbac: { aggregateClusterRoles: false } },
    });
    expect(JSON.stringify(values['approveSignerNames'])).not.toContain('*');
  });

  it('trap 2: nobody approves what is asked of an AWSPCAIssuer because of its kind', () => {
    const chart = clusterChart(EKS);
    new AwsPrivateCaIssuer(chart, 'it');
    expect(valuesOf(chart)).toMatchObject({ approverRole: { enabled: false } });
  });

  it('refuses aws-privateca-issuer where its pods have no identity at AWS', () => {
    expect(refusal(() => new AwsPrivateCaIssuer(clusterChart(), 'it'))).toContain(
      'aws-privateca-issuer is for EKS, and the cluster runs on bare metal',
    );
  });

  it('trap 10: Flagger is injected and follows no reference out of a namespace', () => {
    const chart = clusterChart();
    new Flagger(chart, 'it');
    expect(valuesOf(chart)).toMatchObject({
      podLabels: { 'sidecar.istio.io/inject': 'true' },
      noCrossNamespaceRefs: true,
      selectorLabels: 'app',
      metricsServer: 'http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090',
    });
  });

  it('trap 18: privileged pods of the stack stand in a namespace of their own', () => {
    const chart = clusterChart();
    new KubePrometheusStack(chart, 'it');
    expect(valuesOf(chart)).toMatchObject({ 'prometheus-node-exporter': { namespaceOverride: 'monitoring-node' } });
  });

  it('trap 22: the webhook of the AWS load balancer controller for Services is off', () => {
    const chart = clusterChart(EKS);
    new AwsLoadBalancerController(chart, 'it');
    expect(valuesOf(chart)).toMatchObject({ enableServiceMutatorWebhook: false, clusterName: 'eks-prod' });
  });

  it('leaves the Gateway API to Istio: the AWS load balancer controller serves no Gateway', () => {
    const chart = clusterChart(EKS);
    new AwsLoadBalancerController(chart, 'it');
    expect(valuesOf(chart)).toMatchObject({
      controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
    });
  });

  it('trap 23: webhooks have two replicas and a budget, and Prometheus a StorageClass', () => {
    const chart = clusterChart();
    new CertManager(chart, 'cert-manager', { approveSignerNames: SIGNERS });
    new KubePrometheusStack(chart, 'monitoring', { storageClassName: 'fast' });
    expect(valuesOf(chart, 'cert-manager')).toMatchObject({
      webhook: { replicaCount: 2, podDisruptionBudget: { enabled: true } },
    });
    expect(JSON.stringify(valuesOf(chart, 'kube-prometheus-stack'))).toContain('"storageClassName":"fast"');
  });

  it('sends Kiali to no part that its flows do not open', () => {
    const chart = clusterChart();
    new Kiali(chart, 'it');
    const values = valuesOf(chart);
    expect(values).toMatchObject({ external_services: { grafana: { enabled: false } } });
    expect(JSON.stringify(values).match(/http:\/\/[a-z0-9.-]+:\d+/g)).toEqual([
      'http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090',
    ]);
  });

  it('names the Secrets that Kiali and Grafana need', () => {
    const chart = clusterChart();
    const kiali = new Kiali(chart, 'kiali', {
      auth: { kind: 'openid', issuer: 'https://login.example.com', clientId: 'kiali' },
    });
    const stack = new KubePrometheusStack(chart, 'stack', {
      alertmanagerConfigSecret: 'receivers',
      grafanaAdminSecret: 'grafana-admin',
    });
    expect(secretNeeds(kiali).map(({ name }) => name)).toEqual(['kiali', 'kiali-signing-key']);
    expect(secretNeeds(stack).map(({ name }) => name)).toEqual(['grafana-admin', 'receivers']);
  });

  it('has the chart make the password of Grafana where nobody names a Secret, so that no release waits for one', () => {
    const chart = clusterChart();
    const stack = new KubePrometheusStack(chart, 'it');
    expect(secretNeeds(stack)).toEqual([]);
    expect(valuesOf(chart)['grafana']).not.toHaveProperty('admin');
    const named = clusterChart();
    new KubePrometheusStack(named, 'it', { grafanaAdminSecret: 'grafana' });
    expect(valuesOf(named)).toMatchObject({ grafana: { admin: { existingSecret: 'grafana' } } });
  });

  it('leaves room for the write-ahead log', () => {
    const chart = clusterChart();
    new KubePrometheusStack(chart, 'it', { storage: '10Gi' });
    expect(valuesOf(chart)).toMatchObject({ prometheus: { prometheusSpec: { retentionSize: '8704MiB' } } });
  });
});
