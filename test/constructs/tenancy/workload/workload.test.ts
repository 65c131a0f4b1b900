import { Testing, type Chart } from 'cdk8s';
import fc from 'fast-check';
import type { IMeshNamespace } from '../../../../constructs/tenancy/contracts.js';
import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import {
  Workload,
  type WorkloadContainerProps,
  type WorkloadProps,
} from '../../../../constructs/tenancy/workload/index.js';
import { KEYS, secretNeeds, unitImages, type JsonObject } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { names, refusal, schemaFaults, specOf } from '../support.js';

const UI: WorkloadContainerProps = {
  name: 'app-ui',
  image: 'ghcr.io/example/app-ui',
  tag: '1.4.2',
  ports: [{ targetPort: 8501 }],
};

function make(props: Partial<WorkloadProps> = {}, container: Partial<WorkloadContainerProps> = {}) {
  const chart = Testing.chart();
  const namespace = new MeshNamespace(chart, 'ns', { name: 'tenant-a', target: Target.bareMetal() });
  const workload = new Workload(chart, 'app-ui', { namespace, containers: [{ ...UI, ...container }], ...props });
  return { chart, namespace, workload };
}

function podOf(chart: Chart): JsonObject {
  const template = specOf(chart, 'Deployment', 'app-ui')['template'] as { spec: JsonObject };
  return template.spec;
}

function containerOf(chart: Chart): JsonObject {
  const [first] = podOf(chart)['containers'] as JsonObject[];
  return first ?? {};
}

describe('Workload', () => {
  it('makes the Deployment as reviewed', () => {
    const env = {
      API_URL: { kind: 'value', value: 'http://rag-api:8000' },
      API_KEY: { kind: 'secret', name: 'openai', key: 'api-key', purpose: 'key of the model' },
      REGION: { kind: 'config-map', name: 'settings', key: 'region' },
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
      hostNetwork: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
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

describe('wrong input of Workload', () => {
  it.each<[string, Partial<WorkloadProps>, Partial<WorkloadContainerProps>, string]>([
    [
      'a name without room for -primary',
      { name: 'a'.repeat(56) },
      {},
      'TM1012 at test/app-ui: name: the name has 56 characters and may have 55',
    ],
    ['an image with a tag', {}, { image: 'ghcr.io/example/app:1' }, 'TM1013 at test/app-ui: containers[0].image'],
    [
      'a tag that moves',
      {},
      { tag: 'latest' },
      'TM1205 at test/app-ui: containers[0].tag: the tag moves, so that nobody knows what runs (got "latest"). Write the tag of one build, such as "1.4.2".',
    ],
    ['a tag that is none', {}, { tag: 'a b' }, 'not a tag of an image (got "a b")'],
    [
      'memory without unit',
      {},
      { resources: { limits: { cpu: '1', memory: '2' } } },
      'TM1008 at test/app-ui: containers[0].resources.limits.memory',
    ],
    [
      'a limit below the request',
      {},
      { resources: { requests: { cpu: '1', memory: '128Mi' } } },
      'TM1203 at test/app-ui: containers[0].resources.limits.cpu: the limit is lower than the request of 1 (got "500m"). Write at least "1".',
    ],
    ['a port of 0', {}, { ports: [{ targetPort: 0 }] }, 'TM1010'],
    [
      'a port whose name hides its protocol',
      {},
      { ports: [{ targetPort: 8501, name: 'web' }] },
      'TM1201 at test/app-ui: containers[0].ports.name: the name of a port begins with its protocol, http (got "web"). Write "http-web", or leave the name out.',
    ],
    [
      'a port twice',
      {},
      { ports: [{ targetPort: 80 }, { targetPort: 81, port: 80 }] },
      'the Service would have this port twice (got 80)',
    ],
    [
      'a container twice',
      { containers: [UI, { ...UI, ports: [] }] },
      {},
      'TM1202 at test/app-ui: containers: two containers have one name (got "app-ui"). Give each its own.',
    ],
    [
      'a maximum below the minimum',
      { scaling: { kind: 'auto', min: 4, max: 2 } },
      {},
      'TM1204 at test/app-ui: scaling.max: the maximum is lower than the minimum of 4 (got 2). Write whole numbers, such as { kind: "auto", min: 2, max: 4 }.',
    ],
    [
      'half a replica',
      { scaling: { kind: 'fixed', replicas: 1.5 } },
      {},
      'scaling.replicas: not a whole number of 1 or more (got 1.5)',
    ],
    [
      'a metric of a container that is not there',
      {
        scaling: {
          kind: 'auto',
          min: 1,
          max: 2,
          metrics: [{ container: 'x', resource: 'cpu', averageUtilization: 70 }],
        },
      },
      {},
      'Name one of "app-ui" and a percentage such as 70.',
    ],
    [
      'the user of the proxy',
      {},
      { runAsUser: 1337 },
      'TM1202 at test/app-ui: containers["app-ui"].runAsUser: the proxy does not redirect what its own user sends (got 1337)',
    ],
    ['root', {}, { runAsUser: 0 }, 'not a user other than root (got 0)'],
    [
      'a relative path',
      {},
      { writablePaths: ['tmp'] },
      'TM1207 at test/app-ui: containers["app-ui"].writablePaths: not the absolute path of a directory below the root (got "tmp"). Write a path such as "/tmp".',
    ],
    [
      'a variable with a dash',
      {},
      { env: { 'A-B': { kind: 'value', value: '1' } } },
      'TM1206 at test/app-ui: env["A-B"]: the name of a variable is made of letters, digits and "_", and does not begin with a digit (got "A-B"). Write "A_B".',
    ],
  ])('refuses %s', (_what, props, container, text) => {
    expect(refusal(() => make(props, container))).toContain(text);
  });

  it.each(['DB_PASSWORD', 'api_key', 'GITHUB_TOKEN'])(
    'refuses a secret in clear in %s, and does not repeat it',
    (name) => {
      const text = refusal(() => make({}, { env: { [name]: { kind: 'value', value: 'hunter2' } } }));
      expect(text).toBe(
        `TM2017 at test/app-ui: env["${name}"]: a secret stands in clear, and would stand in Git for ever. Write { kind: "secret", name: "...", key: "...", purpose: "..." }, and supply the Secret apart from the tree.`,
      );
    },
  );

  it('refuses credentials in a URL, and is quiet about a URL without', () => {
    const url = (value: string) => make({}, { env: { DATABASE_URL: { kind: 'value', value } } });
    expect(refusal(() => url('postgres://user:hunter2@db/app'))).toContain('TM2017');
    expect(url('postgres://user@db/app').workload.name).toBe('app-ui');
    expect(make({}, { env: { TOKEN_URL: { kind: 'value', value: 'https://a/b' } } }).workload.name).toBe('app-ui');
  });

  it('takes any name that is a label short enough, and no other', () => {
    const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,53}[a-z0-9])?$/);
    fc.assert(
      fc.property(label, (name) => make({ name }).workload.name === name),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z_.]+$/), (name) => refusal(() => make({ name })).startsWith('TM1001')),
      { numRuns: 20 },
    );
  });
});
