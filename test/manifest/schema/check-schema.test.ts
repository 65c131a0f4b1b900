import { checkSchema, type SchemaFinding } from '../../../lib/manifest/schema/index.js';
import type { JsonObject } from '../../../lib/model/index.js';

const ROUTE: JsonObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'web', namespace: 'tenant-a' },
  spec: { hosts: ['web'], http: [{ route: [{ destination: { host: 'web' }, weight: 100 }], timeout: '5s' }] },
};

const DEPLOYMENT: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'tenant-a' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }] }] },
    },
  },
};

function route(spec: JsonObject): JsonObject {
  return { ...ROUTE, spec };
}

function deployment(pod: JsonObject): JsonObject {
  const spec = {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: pod },
  };
  return { ...DEPLOYMENT, spec };
}

function brief(findings: readonly SchemaFinding[]): readonly string[] {
  return findings.map(({ code, field }) => `${code} ${field}`);
}

describe('checkSchema', () => {
  it('finds nothing in objects that the API server takes', () => {
    expect(checkSchema(ROUTE)).toEqual([]);
    expect(checkSchema(DEPLOYMENT)).toEqual([]);
  });

  it('leaves the object as it is', () => {
    const before = structuredClone(ROUTE);
    checkSchema(ROUTE);
    expect(ROUTE).toEqual(before);
  });

  it('names an unknown field with the nearest known one', () => {
    const [finding] = checkSchema(route({ hosts: ['web'], http: [{ mach: [] }] }));
    expect(finding).toEqual({
      code: 'TM3003',
      field: 'spec.http[0].mach',
      message: 'is not a field of the kind',
      remedy: `Did you mean 'match'? Rename or remove the field.`,
    });
  });

  it('finds a field that stands beside the one it belongs into', () => {
    const rule = { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'web' } };
    const findings = checkSchema({ ...rule, spec: { host: 'web', outlierDetection: {} } });
    expect(brief(findings)).toEqual(['TM3003 spec.outlierDetection']);
  });

  it.each([
    ['a wrong type', { hosts: 'web' }, 'TM3004 spec.hosts', 'must be of type array, not string', 'Write a list.'],
    [
      'a missing field',
      { http: [{ route: [{ weight: 1 }] }] },
      'TM3005 spec.http[0].route[0].destination',
      'required field is missing',
      `Add 'destination'.`,
    ],
  ])('finds %s', (_, spec, place, message, remedy) => {
    const [finding] = checkSchema(route(spec));
    expect(finding && brief([finding])).toEqual([place]);
    expect(finding).toMatchObject({ message, remedy });
  });

  it('finds a value outside an enumeration and suggests the nearest', () => {
    const policy = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'a' } };
    const [finding] = checkSchema({ ...policy, spec: { mtls: { mode: 'STRCT' } } });
    expect(finding).toMatchObject({ code: 'TM3006', field: 'spec.mtls.mode', value: 'STRCT' });
    expect(finding?.remedy).toMatch(/^Did you mean 'STRICT'\? Write one of /);
  });

  it('drops a null that the schema does not admit, as the server does', () => {
    expect(checkSchema(route({ hosts: ['web'], http: null }))).toEqual([]);
  });

  it('finds two alternatives where one is wanted', () => {
    const match = { uri: { exact: '/a', prefix: '/b' } };
    const findings = checkSchema(
      route({ hosts: ['web'], http: [{ match: [match], route: [{ destination: { host: 'web' } }] }] }),
    );
    expect(brief(findings)).toEqual(['TM3012 spec.http[0].match[0].uri']);
    expect(findings[0]?.remedy).toBe(`Write exactly one of 'exact', 'prefix', 'regex'.`);
  });

  it('evaluates the rules of the kind, and says which one is violated', () => {
    const [finding, ...rest] = checkSchema(
      route({ hosts: ['web'], http: [{ timeout: '0.1ms', route: [{ destination: { host: 'web' } }] }] }),
    );
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ code: 'TM3016', field: 'spec.http[0].timeout', value: '0.1ms' });
    expect(finding?.remedy).toContain(`duration(self) >= duration('1ms')`);
  });

  it('leaves rules alone where types are wrong, as the server does', () => {
    const findings = checkSchema(route({ hosts: 7, http: [{ timeout: '0.1ms' }] }));
    expect(brief(findings)).toEqual(['TM3004 spec.hosts']);
  });

  it('finds a key twice in a list that is keyed', () => {
    const condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Ok',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'a' } };
    const listener = { name: 'http', port: 80, protocol: 'HTTP' };
    const spec = { gatewayClassName: 'istio', listeners: [listener, { ...listener, port: 81 }] };
    expect(brief(checkSchema({ ...gateway, spec, status: { conditions: [condition, condition] } }))).toContain(
      'TM3013 spec.listeners[1]',
    );
  });

  it('applies defaults before rules', () => {
    const route = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'a' } };
    expect(checkSchema({ ...route, spec: { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] } })).toEqual([]);
    const findings = checkSchema({ ...route, spec: { rules: [{ backendRefs: [{ name: 'web' }] }] } });
    expect(brief(findings)).toEqual(['TM3016 spec.rules[0].backendRefs[0]']);
  });

  it('knows the channel of the Gateway API', () => {
    const backend = { apiVersion: 'gateway.networking.x-k8s.io/v1alpha1', kind: 'XBackend', metadata: { name: 'a' } };
    expect(brief(checkSchema(backend))).toEqual(['TM3002 ']);
    expect(brief(checkSchema(backend, { gatewayApiChannel: 'experimental' }))).not.toEqual(['TM3002 ']);
  });
});

describe('kinds that are not known', () => {
  it.each([
    ['networking.istio.io/v1', 'VirtualServic', 'TM3001', `Did you mean 'VirtualService'?`],
    ['networking.istio.io/v9', 'Gateway', 'TM3001', `Write one of 'networking.istio.io/v1', `],
    ['example.com/v1', 'Thing', 'TM3002', 'Check it against the cluster.'],
    ['', 'Thing', 'TM3005', `Add 'apiVersion'.`],
    ['v1', '', 'TM3005', `Add 'kind'.`],
  ])('%s %s is %s', (apiVersion, kind, code, remedy) => {
    const [finding] = checkSchema({ apiVersion, kind, metadata: { name: 'a' } });
    expect(finding?.code).toBe(code);
    expect(finding?.remedy.startsWith(remedy)).toBe(true);
  });
});

describe('built-in kinds', () => {
  it.each([
    [
      'an unknown field',
      { containers: [{ name: 'a', image: 'a', imagePolicy: 'Always' }] },
      'TM3003 spec.template.spec.containers[0].imagePolicy',
    ],
    ['a wrong type', { containers: [{ name: 'a', image: 7 }] }, 'TM3004 spec.template.spec.containers[0].image'],
    [
      'a port out of the range of its type',
      { containers: [{ name: 'a', image: 'a', ports: [{ containerPort: 2 ** 40 }] }] },
      'TM3004 spec.template.spec.containers[0].ports[0].containerPort',
    ],
    [
      'a quantity that is none',
      { containers: [{ name: 'a', image: 'a', resources: { limits: { cpu: 'much' } } }] },
      'TM3004 spec.template.spec.containers[0].resources.limits[cpu]',
    ],
    ['a missing field', { containers: [{ image: 'a' }] }, 'TM3005 spec.template.spec.containers[0].name'],
    [
      'a value outside an enumeration',
      { containers: [{ name: 'a', image: 'a' }], restartPolicy: 'Allways' },
      'TM3006 spec.template.spec.restartPolicy',
    ],
    [
      'a key twice',
      {
        containers: [
          { name: 'a', image: 'a' },
          { name: 'a', image: 'a' },
        ],
      },
      'TM3013 spec.template.spec.containers[1].name',
    ],
  ])('%s is found', (_, pod, place) => {
    expect(brief(checkSchema(deployment(pod)))).toEqual([place]);
  });

  it('take a null for nothing, and an integer or text where both are meant', () => {
    const probe = { httpGet: { port: 'http', path: null } };
    expect(
      checkSchema(deployment({ containers: [{ name: 'a', image: 'a', readinessProbe: probe, resources: null }] })),
    ).toEqual([]);
  });

  it('count a port of two protocols as two', () => {
    const ports = [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }];
    expect(checkSchema(deployment({ containers: [{ name: 'a', image: 'a', ports }] }))).toEqual([]);
    const same = [{ containerPort: 53 }, { containerPort: 53, protocol: 'TCP' }];
    const found = checkSchema(deployment({ containers: [{ name: 'a', image: 'a', ports: same }] }));
    expect(brief(found)).toEqual(['TM3013 spec.template.spec.containers[0].ports[1]']);
  });

  it('have their own rules of names', () => {
    const service = { apiVersion: 'v1', kind: 'Service', spec: { clusterIP: 'None' } };
    expect(brief(checkSchema({ ...service, metadata: { name: '1web' } }))).toEqual(['TM3014 metadata.name']);
    expect(brief(checkSchema({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } }))).toEqual([
      'TM3014 metadata.name',
    ]);
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'system:web' },
      rules: [],
    };
    expect(checkSchema(role)).toEqual([]);
  });

  it('keep no namespace where they are in none, so that the API server drops it', () => {
    expect(checkSchema({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', namespace: 'b' } })).toEqual([]);
  });
});
