import { ManifestSet, type ManifestEntry } from '../../lib/manifest/index.js';
import { KEYS, objectId, type JsonObject, type KubeObject } from '../../lib/model/index.js';

/** Workloads of a tenant, each of which the one before it calls. */
const CHAIN = ['ui', 'api', 'worker', 'store'] as const;
const GATEWAY = 'edge';

/** A platform of many tenants behind one gateway, as the constructs of this package would write it. */
export function platformOf(tenants: number): ManifestSet {
  const names = Array.from({ length: tenants }, (_, at) => `tenant-${String(at).padStart(4, '0')}`);
  const objects = [...meshObjects(), ...gatewayObjects(names), ...monitoringObjects(), ...names.flatMap(tenantObjects)];
  return new ManifestSet({ name: `${String(tenants)}-tenants`, entries: objects.map(entryOf) });
}

/** Objects that each tenant adds. */
export function tenantObjects(tenant: string): readonly KubeObject[] {
  return [
    namespace(tenant, { 'istio-injection': 'enabled', [KEYS.tenant]: tenant }),
    ...CHAIN.flatMap((name) => workload(tenant, name)),
    ...CHAIN.map((name, at) => allowed(tenant, name, at)),
    security('AuthorizationPolicy', tenant, 'default-deny', {}),
    security('RequestAuthentication', tenant, 'jwt', {
      jwtRules: [{ issuer: issuer(tenant), forwardOriginalToken: true }],
    }),
    networking('Sidecar', tenant, 'default', {
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      egress: [{ hosts: ['./*', 'istio-system/*'] }],
    }),
    networking('VirtualService', tenant, 'ui', {
      hosts: [host(tenant)],
      gateways: [`${GATEWAY}/${GATEWAY}`],
      http: [{ route: [{ destination: { host: `ui.${tenant}.svc.cluster.local`, port: { number: 80 } } }] }],
    }),
    network(tenant, 'default', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ podSelector: {} }, space(GATEWAY)], ports: [{ port: 8080 }] },
        { from: [space('monitoring')], ports: [{ port: 15_020 }] },
      ],
      egress: [{ to: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
    }),
  ];
}

function meshObjects(): readonly KubeObject[] {
  const mesh = 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}';
  return [
    namespace('istio-system', {}),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh } },
    security('PeerAuthentication', 'istio-system', 'default', { mtls: { mode: 'STRICT' } }),
    security('AuthorizationPolicy', 'istio-system', 'default-deny', {}),
  ];
}

function gatewayObjects(tenants: readonly string[]): readonly KubeObject[] {
  const selector = { matchLabels: { app: GATEWAY } };
  return [
    namespace(GATEWAY, { 'istio-injection': 'enabled' }),
    ...workload(GATEWAY, GATEWAY, { 'inject.istio.io/templates': 'gateway' }),
    networking('Gateway', GATEWAY, GATEWAY, {
      selector: { app: GATEWAY },
      servers: [
        {
          port: { number: 8080, name: 'http', protocol: 'HTTP' },
          hosts: tenants.map((name) => `${name}/${host(name)}`),
        },
      ],
    }),
    security('RequestAuthentication', GATEWAY, 'jwt', {
      selector,
      jwtRules: tenants.map((name) => ({ issuer: issuer(name), forwardOriginalToken: true })),
    }),
    ...tenants.map((name) =>
      security('AuthorizationPolicy', GATEWAY, `allow-${name}`, {
        selector,
        rules: [
          {
            from: [{ source: { requestPrincipals: [`${issuer(name)}/*`] } }],
            to: [{ operation: { hosts: [host(name)] } }],
          },
        ],
      }),
    ),
  ];
}

function monitoringObjects(): readonly KubeObject[] {
  return [namespace('monitoring', {}), ...workload('monitoring', 'prometheus')];
}

/** The gateway calls the first workload with a token of the tenant, and each workload the next. */
function allowed(tenant: string, name: string, at: number): KubeObject {
  const caller = at === 0 ? `${GATEWAY}/sa/${GATEWAY}` : `${tenant}/sa/${CHAIN[at - 1] ?? ''}`;
  const requestPrincipals = at === 0 ? { requestPrincipals: [`${issuer(tenant)}/*`] } : {};
  const paths = at === 2 ? { paths: ['/jobs/*', '/healthz'], methods: ['GET', 'POST'] } : {};
  return security('AuthorizationPolicy', tenant, name, {
    selector: { matchLabels: { app: name } },
    rules: [
      {
        from: [{ source: { principals: [`cluster.local/ns/${caller}`], ...requestPrincipals } }],
        to: [{ operation: { ports: ['8080'], ...paths } }],
        ...(at === 0 ? { when: [{ key: 'request.auth.claims[tenant]', values: [tenant] }] } : {}),
      },
    ],
  });
}

function workload(
  space: string,
  name: string,
  annotations: Readonly<Record<string, string>> = {},
): readonly KubeObject[] {
  const labels = { app: name };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: space } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: space },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, annotations },
          spec: {
            serviceAccountName: name,
            containers: [
              { name: 'main', image: `registry.example.com/${name}:1.0.0`, ports: [{ containerPort: 8080 }] },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: space },
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
  ];
}

function namespace(name: string, labels: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function security(kind: string, space: string, name: string, spec: JsonObject): KubeObject {
  return { apiVersion: 'security.istio.io/v1', kind, metadata: { name, namespace: space }, spec };
}

function networking(kind: string, space: string, name: string, spec: JsonObject): KubeObject {
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace: space }, spec };
}

function network(space: string, name: string, spec: JsonObject): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: space }, spec };
}

function space(name: string): JsonObject {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

function issuer(tenant: string): string {
  return `https://login.example.com/realms/${tenant}`;
}

function host(tenant: string): string {
  return `${tenant}.example.com`;
}

function entryOf(object: KubeObject): ManifestEntry {
  const id = objectId(object);
  const origin = { kind: 'construct', path: `bench/${id.namespace}/${id.kind}/${id.name}` } as const;
  return { object, id, origin, unit: '', owner: 'flux', side: new Map(), layer: 'written' };
}
