/** A Kubernetes object as the workload makes it. */
export interface BenchObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };
  readonly spec: Record<string, unknown>;
}

/** Objects of one service: what a meshed, released and certified workload needs. */
export const OBJECTS_PER_SERVICE = 10;

/** The ten objects of service number `at`, about 47 lines of YAML each. */
export function serviceObjects(at: number): readonly BenchObject[] {
  const name = `service-${String(at)}`;
  const namespace = `team-${String(at % 100)}`;
  const host = `${name}.${namespace}.svc.cluster.local`;
  const make = (group: string, kind: string, suffix: string, spec: Record<string, unknown>): BenchObject => ({
    apiVersion: group,
    kind,
    metadata: {
      name: `${name}${suffix}`,
      namespace,
      labels: {
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/part-of': namespace,
        tier: `tier-${String(at % 3)}`,
      },
    },
    spec,
  });
  const policies = ['-ui', '-jobs', '-metrics'].map((suffix) =>
    make('security.istio.io/v1', 'AuthorizationPolicy', suffix, policySpec(name, namespace, suffix)),
  );
  return [
    make('networking.istio.io/v1', 'VirtualService', '', virtualServiceSpec(name, host, at)),
    make('networking.istio.io/v1', 'DestinationRule', '', destinationRuleSpec(host, at)),
    ...policies,
    make('security.istio.io/v1', 'PeerAuthentication', '', peerSpec(name, at)),
    make('security.istio.io/v1', 'RequestAuthentication', '', requestSpec(name, at)),
    make('networking.istio.io/v1', 'ServiceEntry', '', entrySpec(name, at)),
    make('cert-manager.io/v1', 'Certificate', '', certificateSpec(name, host, at)),
    make('flagger.app/v1beta1', 'Canary', '', canarySpec(name, namespace, at)),
  ];
}

function virtualServiceSpec(name: string, host: string, at: number): Record<string, unknown> {
  const route = (prefix: string): Record<string, unknown> => ({
    name: `${name}-${prefix}`,
    match: [
      { uri: { prefix: `/${prefix}/${String(at)}` }, headers: { 'x-tenant': { exact: `tenant-${String(at % 100)}` } } },
    ],
    retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx,reset,connect-failure' },
    timeout: '10s',
    route: [
      { destination: { host, subset: 'stable', port: { number: 8080 } }, weight: 90 },
      { destination: { host, subset: 'next', port: { number: 8080 } }, weight: 10 },
    ],
  });
  return {
    hosts: [host, `${name}.example.com`],
    gateways: ['istio-ingress/shared', 'mesh'],
    http: [route('api'), route('web')],
  };
}

function destinationRuleSpec(host: string, at: number): Record<string, unknown> {
  const pool = {
    http: { http1MaxPendingRequests: 1024, http2MaxRequests: 1000 + at, maxRetries: 3 },
    tcp: { maxConnections: 100 },
  };
  const outlierDetection = {
    consecutive5xxErrors: 5,
    interval: '10s',
    baseEjectionTime: '30s',
    maxEjectionPercent: 50,
  };
  return {
    host,
    trafficPolicy: {
      tls: { mode: 'ISTIO_MUTUAL' },
      connectionPool: pool,
      outlierDetection,
      loadBalancer: { simple: 'LEAST_REQUEST' },
    },
    subsets: ['stable', 'next'].map((version) => ({
      name: version,
      labels: { version },
      trafficPolicy: { connectionPool: { http: { http2MaxRequests: 500 } }, loadBalancer: { simple: 'ROUND_ROBIN' } },
    })),
    exportTo: ['.'],
  };
}

function policySpec(name: string, namespace: string, suffix: string): Record<string, unknown> {
  const rule = (path: string): Record<string, unknown> => ({
    from: [{ source: { principals: [`cluster.local/ns/${namespace}/sa/${name}${suffix}`], namespaces: [namespace] } }],
    to: [{ operation: { methods: ['GET', 'POST'], paths: [`/${path}`, `/${path}/*`], ports: ['8080'] } }],
    when: [
      { key: 'request.auth.claims[tenant]', values: [namespace] },
      { key: 'request.headers[x-mesh]', notValues: ['external'] },
    ],
  });
  return { action: 'ALLOW', selector: { matchLabels: { app: name } }, rules: [rule('api'), rule('health')] };
}

function peerSpec(name: string, at: number): Record<string, unknown> {
  const ports = Array.from({ length: 12 }, (_, port) => [
    String(8000 + port + (at % 50)),
    { mode: port % 2 === 0 ? 'STRICT' : 'PERMISSIVE' },
  ]);
  return {
    selector: { matchLabels: { app: name } },
    mtls: { mode: 'STRICT' },
    portLevelMtls: Object.fromEntries(ports),
  };
}

function requestSpec(name: string, at: number): Record<string, unknown> {
  const rule = (realm: string): Record<string, unknown> => ({
    issuer: `https://login.example.com/realms/${realm}-${String(at)}`,
    jwksUri: `https://login.example.com/realms/${realm}-${String(at)}/protocol/openid-connect/certs`,
    audiences: [name, `${name}-admin`],
    forwardOriginalToken: true,
    fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }],
    outputClaimToHeaders: [
      { header: 'x-claim-tenant', claim: 'tenant' },
      { header: 'x-claim-email', claim: 'email' },
    ],
  });
  return { selector: { matchLabels: { app: name } }, jwtRules: [rule('staff'), rule('partners')] };
}

function entrySpec(name: string, at: number): Record<string, unknown> {
  const endpoint = (zone: string, last: number): Record<string, unknown> => ({
    address: `10.${String(at % 250)}.${String(last)}.7`,
    ports: { https: 8443, metrics: 9443 },
    labels: { zone },
    locality: `eu-central-1/${zone}`,
    weight: 50,
  });
  return {
    hosts: [`${name}.partner.example.net`],
    location: 'MESH_EXTERNAL',
    resolution: 'STATIC',
    exportTo: ['.'],
    ports: [
      { number: 443, name: 'https', protocol: 'TLS' },
      { number: 9443, name: 'metrics', protocol: 'TLS' },
    ],
    endpoints: [endpoint('eu-central-1a', 1), endpoint('eu-central-1b', 2)],
  };
}

function certificateSpec(name: string, host: string, at: number): Record<string, unknown> {
  return {
    secretName: `${name}-tls`,
    commonName: host,
    dnsNames: [host, `${name}.example.com`, `www.${name}.example.com`],
    duration: '2160h',
    renewBefore: '360h',
    revisionHistoryLimit: 3,
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always', encoding: 'PKCS8' },
    usages: ['server auth', 'client auth', 'digital signature', 'key encipherment'],
    subject: { organizations: ['Example'], organizationalUnits: [`team-${String(at % 100)}`] },
    secretTemplate: {
      labels: { app: name },
      annotations: { 'example.com/owner': `team-${String(at % 100)}@example.com` },
    },
    issuerRef: { name: 'platform', kind: 'ClusterIssuer', group: 'cert-manager.io' },
  };
}

function canarySpec(name: string, namespace: string, at: number): Record<string, unknown> {
  const metric = (title: string, max: number): Record<string, unknown> => ({
    name: title,
    interval: '1m',
    thresholdRange: { max },
  });
  return {
    provider: 'istio',
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name },
    progressDeadlineSeconds: 600,
    service: {
      port: 80,
      targetPort: 8080 + (at % 10),
      gateways: ['mesh'],
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    },
    analysis: {
      interval: '30s',
      threshold: 5,
      maxWeight: 50,
      stepWeight: 10,
      metrics: [metric('request-duration', 500), metric('error-rate', 1)],
      webhooks: [
        {
          name: 'load-test',
          url: `http://load-tester.${namespace}/`,
          timeout: '5s',
          metadata: { cmd: `hey -z 1m -q 10 -c 2 http://${name}-canary.${namespace}:80/` },
        },
      ],
    },
  };
}
