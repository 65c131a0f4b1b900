import { parseManifests, type ManifestEntry } from '../../lib/manifest/index.js';
import { predict } from '../../lib/predict/index.js';

function predicted(...objects: readonly object[]): readonly ManifestEntry[] {
  return predict(objects.flatMap((object) => parseManifests(JSON.stringify(object), 'a.yaml')));
}

function names(entries: readonly ManifestEntry[]): readonly string[] {
  return entries.map(({ id }) => `${id.kind} ${id.namespace}/${id.name}`);
}

const metadata = { name: 'app', namespace: 't' };
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    selector: { matchLabels: { app: 'app' } },
    template: { metadata: { labels: { app: 'app', kept: 'yes' } }, spec: { containers: [] } },
  },
};
const SCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata,
  spec: { minReplicas: 2, maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' } },
};

function canary(service: object): object {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata,
    spec: {
      provider: 'istio',
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' },
      autoscalerRef: {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        name: 'app',
        primaryScalerReplicas: { minReplicas: 3 },
      },
      service: { port: 80, targetPort: 8501, ...service },
    },
  };
}

function specOf(entries: readonly ManifestEntry[], kind: string, name: string): unknown {
  return entries.find(({ id }) => id.kind === kind && id.name === name)?.object['spec'];
}

describe('a Canary', () => {
  it('yields what Flagger makes at its start, all weight on the primary', () => {
    const made = predicted(
      DEPLOYMENT,
      SCALER,
      canary({ hosts: ['a.example.com'], gateways: ['istio-ingress/shared'] }),
    );
    expect(names(made)).toEqual([
      'Deployment t/app-primary',
      'HorizontalPodAutoscaler t/app-primary',
      'Service t/app',
      'Service t/app-canary',
      'Service t/app-primary',
      'DestinationRule t/app-canary',
      'DestinationRule t/app-primary',
      'VirtualService t/app',
    ]);
    expect(made.every(({ layer }) => layer === 'predicted')).toBe(true);
    expect(specOf(made, 'Deployment', 'app-primary')).toMatchObject({
      selector: { matchLabels: { app: 'app-primary' } },
      template: { metadata: { labels: { app: 'app-primary', kept: 'yes' } } },
    });
    expect(specOf(made, 'HorizontalPodAutoscaler', 'app-primary')).toMatchObject({
      minReplicas: 3,
      maxReplicas: 4,
      scaleTargetRef: { name: 'app-primary' },
    });
    expect(specOf(made, 'Service', 'app')).toMatchObject({
      selector: { app: 'app-primary' },
      ports: [{ port: 80, targetPort: 8501 }],
    });
    expect(specOf(made, 'Service', 'app-canary')).toMatchObject({ selector: { app: 'app' } });
    expect(specOf(made, 'VirtualService', 'app')).toEqual({
      gateways: ['istio-ingress/shared'],
      hosts: ['a.example.com', 'app'],
      http: [
        {
          route: [
            { destination: { host: 'app-primary' }, weight: 100 },
            { destination: { host: 'app-canary' }, weight: 0 },
          ],
        },
      ],
    });
  });

  it('routes inside the mesh when it names no gateway, TCP where it says so, and nothing itself when delegated', () => {
    expect(specOf(predicted(DEPLOYMENT, canary({})), 'VirtualService', 'app')).toMatchObject({
      gateways: ['mesh'],
      hosts: ['app'],
    });
    expect(specOf(predicted(canary({ appProtocol: 'tcp' })), 'VirtualService', 'app')).toHaveProperty('tcp');
    expect(specOf(predicted(canary({ delegation: true })), 'VirtualService', 'app')).not.toHaveProperty('hosts');
  });

  it('labels each Service with its own name, and copies nothing but the one label to what the primary selects', () => {
    const wide = {
      ...DEPLOYMENT,
      metadata: { ...metadata, labels: { team: 'x' }, annotations: { 'a.toolkit.fluxcd.io/b': 'c', kept: 'yes' } },
      spec: { ...DEPLOYMENT.spec, selector: { matchLabels: { app: 'app', kept: 'yes' } } },
    };
    const made = predicted(wide, canary({}));
    const objectOf = (kind: string, name: string) =>
      made.find(({ id }) => id.kind === kind && id.name === name)?.object;
    expect(objectOf('Deployment', 'app-primary')).toMatchObject({
      metadata: { labels: { app: 'app-primary' }, annotations: { kept: 'yes' } },
      spec: { selector: { matchLabels: { app: 'app-primary' } } },
    });
    expect(objectOf('Deployment', 'app-primary')?.metadata.labels).toEqual({ app: 'app-primary' });
    expect(objectOf('Deployment', 'app-primary')?.metadata.annotations).toEqual({ kept: 'yes' });
    for (const name of ['app', 'app-canary', 'app-primary']) {
      expect(objectOf('Service', name)?.metadata.labels).toEqual({ app: name });
    }
    expect(objectOf('VirtualService', 'app')?.metadata.annotations).toEqual({
      'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
      'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
    });
  });

  it('lets spread and anti-affinity of the primary select the primary, where they go by the label', () => {
    const labelSelector = (value: string) => ({ matchLabels: { app: value, other: 'app' } });
    const byValues = (value: string) => ({ matchExpressions: [{ key: 'app', operator: 'In', values: [value] }] });
    const template = (value: string) => ({
      topologySpreadConstraints: [{ maxSkew: 1, labelSelector: labelSelector(value) }],
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: byValues(value) }],
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { labelSelector: labelSelector(value) } },
          ],
        },
      },
    });
    const { spec } = DEPLOYMENT;
    const target = { ...DEPLOYMENT, spec: { ...spec, template: { ...spec.template, spec: template('app') } } };
    expect(specOf(predicted(target, canary({})), 'Deployment', 'app-primary')).toMatchObject({
      template: { spec: template('app-primary') },
    });
  });

  it('tries conditions of the analysis first, beside those of the service, and sends all else to the primary', () => {
    const rule = canary({ match: [{ uri: { prefix: '/a' } }], gateways: ['g/g'], portDiscovery: true }) as {
      readonly spec: object;
    };
    const match = [{ headers: { 'x-canary': { exact: 'yes' } } }];
    const pod = {
      containers: [
        {
          name: 'app',
          ports: [{ containerPort: 8501 }, { containerPort: 9000, name: 'grpc' }, { containerPort: 9001 }],
        },
        { name: 'istio-proxy', ports: [{ containerPort: 15090 }] },
      ],
    };
    const { spec } = DEPLOYMENT;
    const target = { ...DEPLOYMENT, spec: { ...spec, template: { ...spec.template, spec: pod } } };
    const made = predicted(target, { ...rule, spec: { ...rule.spec, analysis: { iterations: 2, match } } });
    const to = (part: string, weight: number) => ({
      destination: { host: `app-${part}`, port: { number: 80 } },
      weight,
    });
    expect(specOf(made, 'VirtualService', 'app')).toMatchObject({
      http: [
        { match: [{ uri: { prefix: '/a' }, ...match[0] }], route: [to('primary', 100), to('canary', 0)] },
        { match: [{ uri: { prefix: '/a' } }], route: [to('primary', 100)] },
      ],
    });
    expect(specOf(made, 'Service', 'app')).toMatchObject({
      ports: [
        { port: 80, targetPort: 8501 },
        { name: 'grpc', port: 9000 },
        { name: 'tcp-app-2', port: 9001 },
      ],
    });
  });

  it('leaves out what the tree writes itself', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata };
    expect(names(predicted(DEPLOYMENT, service, canary({})))).not.toContain('Service t/app');
  });
});

describe('a Gateway of the Gateway API', () => {
  const gateway = (gatewayClassName: string): object => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata,
    spec: { gatewayClassName, listeners: [{ name: 'https', port: 443, protocol: 'HTTPS' }] },
  });

  it('yields account, Deployment and Service of its class', () => {
    const made = predicted(gateway('istio'));
    expect(names(made)).toEqual(['ServiceAccount t/app-istio', 'Deployment t/app-istio', 'Service t/app-istio']);
    expect(specOf(made, 'Service', 'app-istio')).toMatchObject({
      type: 'LoadBalancer',
      ports: [{ port: 15021 }, { port: 443 }],
    });
    expect(names(predicted(gateway('istio-waypoint')))).toContain('Service t/app');
    expect(predicted(gateway('nginx'))).toEqual([]);
  });
});
