import { IsolationProver, type From } from '../../../lib/access/index.js';
import { accessTo, meshConfig, namespace, object, policy, workload } from '../manifests.js';

const AMBIENT = '{istio.io/dataplane-mode: ambient}';
const BASE = [namespace('a', AMBIENT), namespace('b', AMBIENT), workload('ui', 'a'), workload('api', 'b')];
const MESHED: From = { kind: 'workload', namespace: 'a', name: 'ui' };
const PLAIN: From = { kind: 'pod', namespace: 'a' };
const PEER = (mode: string): string =>
  object('security.istio.io/v1', 'PeerAuthentication', 'd', 'b', `{mtls: {mode: ${mode}}}`);
const RULES = (action: string, rule: string): string => policy('p', 'b', `{action: ${action}, rules: [${rule}]}`);
const NETPOL = (port: number): string => {
  const spec = `{podSelector: {}, ingress: [{ports: [{port: ${String(port)}}]}]}`;
  return object('networking.k8s.io/v1', 'NetworkPolicy', 'ports', 'b', spec);
};

type Row = readonly [fact: string, extra: readonly string[], from: From, outcome: string];

// Each row cites section 3.13 of the notes on Istio's semantics, or the section it names.
const ROWS: readonly Row[] = [
  ['without an ALLOW policy everything passes', [], MESHED, 'allow'],
  ['STRICT refuses plaintext', [PEER('STRICT')], PLAIN, 'deny'],
  ['STRICT takes the tunnel', [PEER('STRICT')], MESHED, 'allow'],
  [
    'DISABLE is read as PERMISSIVE, so the identity stays',
    [PEER('DISABLE'), RULES('ALLOW', '{from: [{source: {namespaces: [a]}}]}')],
    MESHED,
    'allow',
  ],
  [
    'the identity of the caller counts',
    [RULES('ALLOW', '{from: [{source: {principals: [cluster.local/ns/a/sa/ui]}}]}')],
    MESHED,
    'allow',
  ],
  ['plaintext has none', [RULES('ALLOW', '{from: [{source: {namespaces: [a]}}]}')], PLAIN, 'deny'],
  ['3.5: a not-form takes plaintext', [RULES('ALLOW', '{from: [{source: {notNamespaces: [z]}}]}')], PLAIN, 'allow'],
  [
    'an ALLOW rule with a field of requests is dropped',
    [RULES('ALLOW', '{to: [{operation: {ports: ["8080"], methods: [GET]}}]}')],
    MESHED,
    'deny',
  ],
  [
    'also for one entry of several',
    [RULES('ALLOW', '{to: [{operation: {ports: ["8080"]}}, {operation: {paths: [/x]}}]}')],
    MESHED,
    'deny',
  ],
  [
    'remoteIpBlocks count as a field of requests',
    [RULES('ALLOW', '{from: [{source: {namespaces: [a], remoteIpBlocks: [0.0.0.0/0]}}]}')],
    MESHED,
    'deny',
  ],
  [
    'a DENY rule on paths alone does nothing',
    [RULES('DENY', '{to: [{operation: {paths: [/admin]}}]}')],
    MESHED,
    'allow',
  ],
  [
    'nor does one on a caller and methods',
    [RULES('DENY', '{from: [{source: {namespaces: [a]}}], to: [{operation: {methods: [GET]}}]}')],
    MESHED,
    'allow',
  ],
  [
    'one on a port and methods denies the port',
    [RULES('DENY', '{to: [{operation: {ports: ["8080"], methods: [GET]}}]}')],
    MESHED,
    'deny',
  ],
  [
    'an entry that keeps its port still denies',
    [RULES('DENY', '{to: [{operation: {paths: [/x]}}, {operation: {ports: ["8080"]}}]}')],
    MESHED,
    'deny',
  ],
  [
    'a condition on a header empties a DENY rule',
    [RULES('DENY', '{when: [{key: "request.headers[x]", values: [y]}]}')],
    MESHED,
    'allow',
  ],
  [
    'a condition on the server name too',
    [RULES('DENY', '{when: [{key: connection.sni, values: ["*"]}]}')],
    MESHED,
    'allow',
  ],
  [
    'a condition on the port holds',
    [RULES('DENY', '{when: [{key: destination.port, values: ["8080"]}]}')],
    MESHED,
    'deny',
  ],
  [
    'trustDomains alone never match',
    [RULES('ALLOW', '{from: [{source: {trustDomains: [cluster.local]}}]}')],
    MESHED,
    'deny',
  ],
  [
    'beside principals they vanish',
    [RULES('ALLOW', '{from: [{source: {namespaces: [a], trustDomains: [other]}}]}')],
    MESHED,
    'allow',
  ],
  ['CUSTOM is not known', [policy('p', 'b', '{action: CUSTOM, provider: {name: x}, rules: [{}]}')], MESHED, 'allow'],
  [
    'targetRefs are not sent',
    [policy('p', 'b', '{action: DENY, rules: [{}], targetRefs: [{kind: Service, name: api}]}')],
    MESHED,
    'allow',
  ],
  ['DENY comes before ALLOW', [RULES('DENY', '{}'), policy('q', 'b', '{rules: [{}]}')], MESHED, 'deny'],
  ['a policy of the root namespace holds', [policy('q', 'istio-system', '{}')], MESHED, 'deny'],
  [
    'an address is known at run time',
    [RULES('ALLOW', '{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}')],
    MESHED,
    'depends',
  ],
  [
    'cluster.local is no pointer to the own trust domain',
    [meshConfig('trustDomain: td'), RULES('ALLOW', '{from: [{source: {principals: [cluster.local/ns/a/sa/ui]}}]}')],
    MESHED,
    'deny',
  ],
  ['3.1 step 1: NetworkPolicies see the port of the tunnel', [NETPOL(15_008)], MESHED, 'allow'],
  ['3.1 step 1: the port of the pod is not enough for it', [NETPOL(8080)], MESHED, 'deny'],
  ['3.1 step 1: plaintext comes on the port of the pod', [NETPOL(8080)], PLAIN, 'allow'],
  [
    'Sidecar has no effect',
    [
      object(
        'networking.istio.io/v1',
        'Sidecar',
        'd',
        'a',
        "{egress: [{hosts: ['./*']}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}}",
      ),
    ],
    MESHED,
    'allow',
  ],
];

describe('a call to a pod in ambient mode', () => {
  it.each(ROWS)('%s', (_, extra, from, outcome) => {
    const to = { kind: 'workload', namespace: 'b', name: 'api', port: 8080 } as const;
    expect(accessTo(...BASE, ...extra).ask({ from, to }).outcome).toBe(outcome);
  });

  it('a node speaks through the tunnel to sidecars that take it, else in plaintext', () => {
    const strict = object('security.istio.io/v1', 'PeerAuthentication', 'd', 's', '{mtls: {mode: STRICT}}');
    const ask = (config: string) =>
      accessTo(...BASE, namespace('s'), workload('old', 's'), strict, meshConfig(config)).ask({
        from: MESHED,
        to: { kind: 'service', namespace: 's', name: 'old' },
      });
    const on = ask('defaultConfig: {proxyMetadata: {ISTIO_META_ENABLE_HBONE: "true"}}');
    expect([on.outcome, ask('{}').outcome]).toEqual(['allow', 'deny']);
    expect(on.trail.map(({ text }) => text)).toContain(
      'the caller speaks through the tunnel, which s/old takes with mutual TLS in every mode',
    );
  });

  it('is part of a proof', () => {
    const tenant = (name: string) =>
      namespace(name, `{istio.io/dataplane-mode: ambient, tenant-mesh.io/tenant: ${name}}`);
    const set = [tenant('a'), tenant('b'), workload('ui', 'a'), workload('api', 'b')];
    const own = policy('own', 'b', '{rules: [{from: [{source: {namespaces: [b]}}]}]}');
    const kind = (...extra: string[]) => new IsolationProver(accessTo(...set, ...extra)).proveAll().reached;
    expect(kind(own)).toEqual([{ from: 'b', to: 'a' }]);
    expect(kind()).toHaveLength(2);
  });
});
