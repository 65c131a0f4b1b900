import type { StepKind } from '../../../lib/access/index.js';
import { accessTo, meshConfig, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';

/** Two workloads in two namespaces of one mesh. */
const PAIR = [namespace('a'), namespace('b'), workload('ui', 'a'), workload('api', 'b')];
const NETWORKING = 'networking.istio.io/v1';
const PEER = (mode: string): string =>
  object('security.istio.io/v1', 'PeerAuthentication', 'd', 'b', `{mtls: {mode: ${mode}}}`);
const RULE = (tls: string): string =>
  object(NETWORKING, 'DestinationRule', 'api', 'b', `{host: api, trafficPolicy: {tls: {mode: ${tls}}}}`);
const NETPOL = (spec: string, space = 'b'): string => object('networking.k8s.io/v1', 'NetworkPolicy', 'p', space, spec);
const SIDECAR = (hosts: string, mode: string): string =>
  object(
    NETWORKING,
    'Sidecar',
    'default',
    'a',
    `{egress: [{hosts: ${hosts}}], outboundTrafficPolicy: {mode: ${mode}}}`,
  );
const CUSTOM = policy('ext', 'b', '{action: CUSTOM, provider: {name: p}, rules: [{to: [{operation: {paths: [/x]}}]}]}');
const PROVIDER = '{name: p, envoyExtAuthzHttp: {service: s.b.svc.cluster.local, port: 80}}';
const SIGNER = (space: string, signer: string): string =>
  object(
    'networking.istio.io/v1beta1',
    'ProxyConfig',
    'd',
    space,
    `{environmentVariables: {ISTIO_META_CERT_SIGNER: ${signer}}}`,
  );
const ISTIOD = (certificates: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: istiod, namespace: flux-system}
spec:
  targetNamespace: istio-system
  chart: {spec: {chart: istiod}}
  values:
    env: {EXTERNAL_CA: ISTIOD_RA_KUBERNETES_API, CERT_SIGNER_DOMAIN: d}
    meshConfig: {caCertificates: ${certificates}}`;

type Row = readonly [
  fact: string,
  extra: readonly string[],
  outcome: 'allow' | 'deny' | 'depends',
  step: StepKind,
  path?: string,
];

// Each row cites the page it rests on.
const ROWS: readonly Row[] = [
  [`${PAGES.authorization}: without an ALLOW policy everything passes`, [], 'allow', 'authorization'],
  [
    `${PAGES.networkPolicy}: ingress of the callee on the target port`,
    [NETPOL('{podSelector: {}, ingress: []}')],
    'deny',
    'network-ingress',
  ],
  [
    `${PAGES.networkPolicy}: the target port counts, not the port of the Service`,
    [NETPOL('{podSelector: {}, ingress: [{ports: [{port: 80}]}]}')],
    'deny',
    'network-ingress',
  ],
  [
    `${PAGES.networkPolicy}: a rule for the target port opens`,
    [NETPOL('{podSelector: {}, ingress: [{ports: [{port: 8080}]}]}')],
    'allow',
    'authorization',
  ],
  [
    `${PAGES.networkPolicy}: egress of the caller`,
    [NETPOL('{podSelector: {}, policyTypes: [Egress]}', 'a')],
    'deny',
    'network-egress',
  ],
  [
    `${PAGES.networkPolicy}: a pod selector alone means the own namespace`,
    [NETPOL('{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}')],
    'deny',
    'network-ingress',
  ],
  [
    `${PAGES.outbound}: REGISTRY_ONLY refuses what is out of scope`,
    [SIDECAR("['./*']", 'REGISTRY_ONLY')],
    'deny',
    'egress-scope',
  ],
  [`${PAGES.sidecarHosts}: a host in scope passes`, [SIDECAR("['b/*']", 'REGISTRY_ONLY')], 'allow', 'authorization'],
  [
    `${PAGES.sidecarHosts}: an excluded host is out of scope`,
    [SIDECAR("['*/*', '~b/*']", 'REGISTRY_ONLY')],
    'deny',
    'egress-scope',
  ],
  [
    `${PAGES.outbound}: passthrough is plaintext, which a STRICT peer resets`,
    [SIDECAR("['./*']", 'ALLOW_ANY'), PEER('STRICT')],
    'deny',
    'peer-authentication',
  ],
  [
    `${PAGES.outbound}: passthrough to a PERMISSIVE peer has no principal`,
    [SIDECAR("['./*']", 'ALLOW_ANY'), policy('p', 'b', '{rules: [{from: [{source: {namespaces: [a]}}]}]}')],
    'deny',
    'authorization',
  ],
  [`${PAGES.peer}: mutual TLS to STRICT`, [PEER('STRICT')], 'allow', 'authorization'],
  [
    `${PAGES.clientTls}: DestinationRule DISABLE to STRICT`,
    [PEER('STRICT'), RULE('DISABLE')],
    'deny',
    'peer-authentication',
  ],
  [
    `${PAGES.clientTls}: SIMPLE to STRICT has no client certificate`,
    [PEER('STRICT'), RULE('SIMPLE')],
    'deny',
    'peer-authentication',
  ],
  [
    `${PAGES.clientTls}: ISTIO_MUTUAL to DISABLE`,
    [PEER('DISABLE'), RULE('ISTIO_MUTUAL')],
    'deny',
    'peer-authentication',
  ],
  [`${PAGES.peer}: auto mutual TLS leaves off for DISABLE`, [PEER('DISABLE')], 'allow', 'authorization'],
  [
    `${PAGES.signers}: signers of one entry share a root`,
    [ISTIOD('[{certSigners: [d/s1, d/s2]}]'), SIGNER('a', 's1'), SIGNER('b', 's2')],
    'allow',
    'authorization',
  ],
  [
    `${PAGES.signers}: signers of two entries do not`,
    [ISTIOD('[{certSigners: [d/s1]}, {certSigners: [d/s2]}]'), SIGNER('a', 's1'), SIGNER('b', 's2')],
    'deny',
    'trust-root',
  ],
  [
    `${PAGES.authorizer}: a provider decides what its rule matches`,
    [CUSTOM, meshConfig(`extensionProviders: [${PROVIDER}]`)],
    'depends',
    'authorization',
    '/x',
  ],
  [
    `${PAGES.authorizer}: a request the rule does not match`,
    [CUSTOM, meshConfig(`extensionProviders: [${PROVIDER}]`)],
    'allow',
    'authorization',
    '/y',
  ],
  [
    `${PAGES.authorizer}: a provider that is missing denies`,
    [CUSTOM, meshConfig('extensionProviders: []')],
    'deny',
    'custom',
    '/x',
  ],
  [
    `${PAGES.action}: several providers on one workload deny`,
    [
      CUSTOM,
      policy('ext2', 'b', '{action: CUSTOM, provider: {name: q}, rules: [{to: [{operation: {paths: [/z]}}]}]}'),
      meshConfig(`extensionProviders: [${PROVIDER}]`),
    ],
    'deny',
    'custom',
    '/x',
  ],
  [
    `${PAGES.target}: a policy with targetRefs skips sidecars`,
    [policy('t', 'b', '{action: DENY, rules: [{}], targetRefs: [{kind: Service, name: api}]}')],
    'allow',
    'authorization',
  ],
  [
    `${PAGES.normalization}: paths are normalized before policies see them`,
    [policy('p', 'b', '{action: DENY, rules: [{to: [{operation: {paths: [/x]}}]}]}')],
    'deny',
    'authorization',
    '/a/../x?q=1',
  ],
];

describe('a call in the mesh', () => {
  it.each(cited(ROWS).map(([fact, ...row]) => [fact, row] as const))('%s', (_, [extra, outcome, step, path = '/']) => {
    const answer = accessTo(...PAIR, ...extra).ask({
      from: { kind: 'workload', namespace: 'a', name: 'ui' },
      to: { kind: 'service', namespace: 'b', name: 'api' },
      request: { path },
    });
    expect([answer.outcome, answer.trail.at(-1)?.kind]).toEqual([outcome, step]);
  });

  it('answers for the provider as the question says', () => {
    const ask = (says: 'allow' | 'deny') =>
      accessTo(...PAIR, CUSTOM, meshConfig(`extensionProviders: [${PROVIDER}]`)).ask({
        from: { kind: 'workload', namespace: 'a', name: 'ui' },
        to: { kind: 'service', namespace: 'b', name: 'api', port: 80 },
        request: { path: '/x' },
        providers: { p: says },
      }).outcome;
    expect([ask('allow'), ask('deny')]).toEqual(['allow', 'deny']);
  });

  it('says what was assumed, and names near workloads', () => {
    const answers = accessTo(...PAIR);
    expect(answers.assumptions).toEqual([
      'The root namespace is istio-system, as no object says otherwise.',
      'There is no mesh config: trust domain cluster.local, no extension providers, ALLOW_ANY outbound.',
    ]);
    const misspelt = {
      from: { kind: 'workload', namespace: 'a', name: 'ui' },
      to: { kind: 'workload', namespace: 'b', name: 'apo' },
    } as const;
    expect(() => answers.ask(misspelt)).toThrow('TM8101 at the question: the set has no b/apo. Did you mean b/api?');
  });

  it('says which policies Istio refuses, and how they are judged', () => {
    const refused = policy('odd', 'b', '{rules: [{to: [{operation: {ports: [web]}}]}]}');
    const answers = accessTo(...PAIR, meshConfig('{}'), refused);
    expect(answers.assumptions).toEqual([
      'The settings of istiod itself are its defaults, as no release shows them.',
      'Istio refuses AuthorizationPolicy b/odd (TM4112: spec.rules[0].to[0].operation.ports[0]: "web" is no port); it is judged as istiod reads it unchecked.',
    ]);
  });

  it('a pod without a proxy speaks plaintext', () => {
    const from = { kind: 'pod', namespace: 'a' } as const;
    const to = { kind: 'workload', namespace: 'b', name: 'api' } as const;
    expect(accessTo(...PAIR).ask({ from, to }).outcome).toBe('allow');
    expect(accessTo(...PAIR, PEER('STRICT')).ask({ from, to }).outcome).toBe('deny');
  });
});
