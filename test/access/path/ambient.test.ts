import { IsolationProver, type From } from '../../../lib/access/index.js';
import { accessTo, meshConfig, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';

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

// Each row cites the page it rests on.
const ROWS: readonly Row[] = [
  [`${PAGES.fourth}: without an ALLOW policy everything passes`, [], MESHED, 'allow'],
  [`${PAGES.peer}: STRICT refuses plaintext`, [PEER('STRICT')], PLAIN, 'deny'],
  [`${PAGES.peer}: STRICT takes the tunnel`, [PEER('STRICT')], MESHED, 'allow'],
  [
    `${PAGES.peer}: DISABLE is read as PERMISSIVE, so the identity stays`,
    [PEER('DISABLE'), RULES('ALLOW', '{from: [{source: {namespaces: [a]}}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: the identity of the caller counts`,
    [RULES('ALLOW', '{from: [{source: {principals: [cluster.local/ns/a/sa/ui]}}]}')],
    MESHED,
    'allow',
  ],
  [`${PAGES.fourth}: plaintext has none`, [RULES('ALLOW', '{from: [{source: {namespaces: [a]}}]}')], PLAIN, 'deny'],
  [
    `${PAGES.source}: a not-form takes plaintext`,
    [RULES('ALLOW', '{from: [{source: {notNamespaces: [z]}}]}')],
    PLAIN,
    'allow',
  ],
  [
    `${PAGES.fourth}: an ALLOW rule with a field of requests is dropped`,
    [RULES('ALLOW', '{to: [{operation: {ports: ["8080"], methods: [GET]}}]}')],
    MESHED,
    'deny',
  ],
  [
    `${PAGES.fourth}: also for one entry of several`,
    [RULES('ALLOW', '{to: [{operation: {ports: ["8080"]}}, {operation: {paths: [/x]}}]}')],
    MESHED,
    'deny',
  ],
  [
    `${PAGES.fourth}: remoteIpBlocks count as a field of requests`,
    [RULES('ALLOW', '{from: [{source: {namespaces: [a], remoteIpBlocks: [0.0.0.0/0]}}]}')],
    MESHED,
    'deny',
  ],
  [
    `${PAGES.fourth}: a DENY rule on paths alone does nothing`,
    [RULES('DENY', '{to: [{operation: {paths: [/admin]}}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: nor does one on a caller and methods`,
    [RULES('DENY', '{from: [{source: {namespaces: [a]}}], to: [{operation: {methods: [GET]}}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: one on a port and methods denies the port`,
    [RULES('DENY', '{to: [{operation: {ports: ["8080"], methods: [GET]}}]}')],
    MESHED,
    'deny',
  ],
  [
    `${PAGES.fourth}: an entry that keeps its port still denies`,
    [RULES('DENY', '{to: [{operation: {paths: [/x]}}, {operation: {ports: ["8080"]}}]}')],
    MESHED,
    'deny',
  ],
  [
    `${PAGES.fourth}: a condition on a header empties a DENY rule`,
    [RULES('DENY', '{when: [{key: "request.headers[x]", values: [y]}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: a condition on the server name too`,
    [RULES('DENY', '{when: [{key: connection.sni, values: ["*"]}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: a condition on the port holds`,
    [RULES('DENY', '{when: [{key: destination.port, values: ["8080"]}]}')],
    MESHED,
    'deny',
  ],
  [
    `${PAGES.fourth}: trustDomains alone never match`,
    [RULES('ALLOW', '{from: [{source: {trustDomains: [cluster.local]}}]}')],
    MESHED,
    'deny',
  ],
  [
    `${PAGES.fourth}: beside principals they vanish`,
    [RULES('ALLOW', '{from: [{source: {namespaces: [a], trustDomains: [other]}}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: CUSTOM is not known`,
    [policy('p', 'b', '{action: CUSTOM, provider: {name: x}, rules: [{}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: targetRefs are not sent`,
    [policy('p', 'b', '{action: DENY, rules: [{}], targetRefs: [{kind: Service, name: api}]}')],
    MESHED,
    'allow',
  ],
  [
    `${PAGES.fourth}: DENY comes before ALLOW`,
    [RULES('DENY', '{}'), policy('q', 'b', '{rules: [{}]}')],
    MESHED,
    'deny',
  ],
  [`${PAGES.fourth}: a policy of the root namespace holds`, [policy('q', 'istio-system', '{}')], MESHED, 'deny'],
  [
    `${PAGES.fourth}: an address is known at run time`,
    [RULES('ALLOW', '{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}')],
    MESHED,
    'depends',
  ],
  [
    `${PAGES.ambient}: cluster.local is no pointer to the own trust domain`,
    [meshConfig('trustDomain: td'), RULES('ALLOW', '{from: [{source: {principals: [cluster.local/ns/a/sa/ui]}}]}')],
    MESHED,
    'deny',
  ],
  [`${PAGES.ambientNetwork}: NetworkPolicies see the port of the tunnel`, [NETPOL(15_008)], MESHED, 'allow'],
  [`${PAGES.ambientNetwork}: the port of the pod is not enough for it`, [NETPOL(8080)], MESHED, 'deny'],
  [`${PAGES.ambientNetwork}: plaintext comes on the port of the pod`, [NETPOL(8080)], PLAIN, 'allow'],
  [
    `${PAGES.ambient}: Sidecar has no effect`,
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
  it.each(cited(ROWS))('%s', (_, extra, from, outcome) => {
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
