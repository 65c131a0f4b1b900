import { Testing, type Chart } from 'cdk8s';
import type { IMeshNamespace } from '../../../../constructs/tenancy/contracts.js';
import { Workload, type WorkloadProps } from '../../../../constructs/tenancy/workload/index.js';
import { KEYS, secretNeeds, unitImages, type JsonObject } from '../../../../lib/model/index.js';
import { names, schemaFaults, specOf } from '../support.js';
import { make, UI } from './support.js';

function podOf(chart: Chart): JsonObject {
  const template = specOf(chart, 'Deployment', 'app-ui')['template'] as { spec: JsonObject };
  return template.spec;
}

function containerOf(chart: Chart): JsonObject {
  const [first] = podOf(chart)['containers'] as JsonObject[];
  return first ?? {};
}

describe('Workload', () => {
  it('reads a setting from a ConfigMap', () => {
    const env = { REGION: { kind: 'config-map', name: 'settings', key: 'region' } } as const;
    const { chart } = make({}, { env });
    expect(specOf(chart, 'Deployment', 'app-ui')).toHaveProperty('template.spec.containers.0.env', [
      { name: 'REGION', valueFrom: { configMapKeyRef: { name: 'settings', key: 'region' } } },
    ]);
  });

  it('makes the Deployment as reviewed', () => {
    const env = {
      API_URL: { kind: 'value', value: 'http://rag-api:8000' },
      API_KEY: { kind: 'secret', name: 'openai', key: 'api-key', purpose: 'key of the model' },
    } as const;
    const { chart } = make(
      {},
      { env, writablePaths: ['/tmp'], probes: { readiness: { kind: 'http', path: '/', port: 8501 } } },
    );
    expect(specOf(chart, 'Deployment', 'app-ui')).toMatchSnapshot();
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('has paths that nothing renames', () => {
    const { workload } = make();
    const paths = workload.node.findAll().map(({ node }) => node.path.replace(/^[^/]*\//, ''));
    expect(paths).toEqual([
      'app-ui',
      'app-ui/AccountName',
      'app-ui/Resource',
      'app-ui/Resource/Resource',
      'app-ui/Account',
      'app-ui/Account/Resource',
      'app-ui/Service',
      'app-ui/Autoscaler',
      'app-ui/Budget',
    ]);
  });

  it('selects on the label app alone, and everything else on one that canary and primary share', () => {
    const { chart, workload } = make();
    const spec = specOf(chart, 'Deployment', 'app-ui');
    const shared = { [KEYS.workload]: 'app-ui' };
    expect(spec['selector']).toEqual({ matchLabels: { app: 'app-ui' } });
    expect(spec['template']).toMatchObject({
      metadata: { labels: { app: 'app-ui', ...shared, [KEYS.tenant]: 'tenant-a' } },
    });
    expect(workload.podLabels).toEqual(shared);
    expect(specOf(chart, 'Service', 'app-ui')['selector']).toEqual(shared);
    expect(specOf(chart, 'PodDisruptionBudget', 'app-ui')['selector']).toEqual({ matchLabels: shared });
    for (const constraint of podOf(chart)['topologySpreadConstraints'] as JsonObject[]) {
      expect(constraint['labelSelector']).toEqual({ matchLabels: shared });
    }
  });

  it('bears no label that is a hash of its path', () => {
    expect(JSON.stringify(Testing.synth(make().chart))).not.toContain('cdk8s.io/metadata.addr');
  });

  it('writes no replicas beside an autoscaler, which measures containers (demand 12)', () => {
    const { chart } = make();
    expect(specOf(chart, 'Deployment', 'app-ui')).not.toHaveProperty('replicas');
    expect(specOf(chart, 'HorizontalPodAutoscaler', 'app-ui')).toMatchObject({
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [{ type: 'ContainerResource', containerResource: { container: 'app-ui', name: 'cpu' } }],
    });
  });

  it('writes replicas when they are fixed, and then no autoscaler', () => {
    const { chart } = make({ scaling: { kind: 'fixed', replicas: 3 } });
    expect(specOf(chart, 'Deployment', 'app-ui')['replicas']).toBe(3);
    expect(names(chart, 'HorizontalPodAutoscaler')).toEqual([]);
  });

  it('passes Pod Security restricted (demand 18)', () => {
    const { chart } = make();
    expect(podOf(chart)).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) expect(podOf(chart)).not.toHaveProperty(field);
    expect(containerOf(chart)['securityContext']).toEqual({
      runAsNonRoot: true,
      runAsUser: 10001,
      privileged: false,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  it('always states requests and limits', () => {
    expect(containerOf(make().chart)['resources']).toEqual({
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '512Mi' },
    });
  });

  it('runs several containers, each with its ports and image', () => {
    const index = {
      name: 'index',
      image: 'ghcr.io/example/index',
      tag: '2.0.0',
      ports: [{ targetPort: 9000, port: 90, appProtocol: 'grpc' }],
    } as const;
    const { chart, workload } = make({ containers: [UI, index] });
    expect(workload.ports).toEqual([
      { name: 'http-8501', port: 8501, targetPort: 8501, appProtocol: 'http' },
      { name: 'grpc-9000', port: 90, targetPort: 9000, appProtocol: 'grpc' },
    ]);
    expect(specOf(chart, 'Service', 'app-ui')['ports']).toContainEqual({
      name: 'grpc-9000',
      port: 90,
      targetPort: 9000,
      appProtocol: 'grpc',
      protocol: 'TCP',
    });
  });

  it('names the Secrets it refers to and never holds one', () => {
    const env = { KEY: { kind: 'secret', name: 'openai', key: 'key', purpose: 'key of the model' } } as const;
    const { chart, workload } = make({ imagePullSecrets: ['registry'] }, { env });
    expect(secretNeeds(workload)).toEqual([
      { namespace: 'tenant-a', name: 'openai', keys: ['key'], purpose: 'key of the model' },
      {
        namespace: 'tenant-a',
        name: 'registry',
        keys: ['.dockerconfigjson'],
        purpose: 'credentials of the registry for app-ui',
      },
    ]);
    expect(podOf(chart)['imagePullSecrets']).toEqual([{ name: 'registry' }]);
    expect(names(chart, 'Secret')).toEqual([]);
  });

  it('registers images for automation under a policy in flux-system (demand 21)', () => {
    const { workload } = make({}, { automation: { range: '>=1.0.0' } });
    expect(unitImages(workload)).toEqual([
      {
        name: 'ghcr.io/example/app-ui',
        newTag: '1.4.2',
        policy: { namespace: 'flux-system', name: 'tenant-a-app-ui' },
      },
    ]);
    expect(unitImages(make().workload)).toEqual([]);
  });

  it('names the policy of a second container after it', () => {
    const second = { name: 'index', image: 'ghcr.io/example/index', tag: '1.0.0', automation: { range: '^1.0.0' } };
    const { workload } = make({ containers: [UI, second] });
    expect(unitImages(workload).map(({ policy }) => policy.name)).toEqual(['tenant-a-app-ui-index']);
  });

  it('serves on for a while after its pod was told to end, in every container, where anybody sends to it', () => {
    const lifecycle = (props: Partial<WorkloadProps>): unknown[] =>
      (podOf(make(props).chart)['containers'] as JsonObject[]).map((container) => container['lifecycle']);
    const second = { name: 'index', image: 'ghcr.io/example/index', tag: '1.0.0' };
    const drained = { preStop: { sleep: { seconds: 5 } } };
    expect(lifecycle({ containers: [UI, second] })).toEqual([drained, drained]);
    expect(lifecycle({ drainSeconds: 20 })).toEqual([{ preStop: { sleep: { seconds: 20 } } }]);
    expect(lifecycle({ drainSeconds: 0 })).toEqual([undefined]);
    expect(lifecycle({ containers: [second] })).toEqual([undefined]);
  });

  it('sets up its proxy only where it is told to', () => {
    const annotations = (props: Partial<WorkloadProps>) => {
      const template = specOf(make(props).chart, 'Deployment', 'app-ui')['template'] as { metadata: JsonObject };
      return template.metadata['annotations'];
    };
    expect(annotations({})).toBeUndefined();
    expect(annotations({ proxy: { requests: { cpu: '50m', memory: '64Mi' }, startOrder: 'proxy-first' } })).toEqual({
      'sidecar.istio.io/proxyCPU': '50m',
      'sidecar.istio.io/proxyMemory': '64Mi',
      'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}',
    });
  });

  it('works in a namespace that somebody else made', () => {
    const chart = Testing.chart();
    const namespace = Object.assign(chart, { name: 'elsewhere' }) as unknown as IMeshNamespace;
    const workload = new Workload(chart, 'app-ui', { namespace, containers: [UI] });
    expect(workload.principal).toBe('cluster.local/ns/elsewhere/sa/app-ui');
    expect(workload.tenant).toBe('elsewhere');
  });
});
