import { type AccessRequest, type From, type To } from '../../../lib/access/index.js';
import { accessTo, meshConfig, namespace, object, policy, workload } from '../manifests.js';

const API = 'gateway.networking.k8s.io/v1';
const SECURITY = 'security.istio.io/v1';
const AMBIENT = 'istio.io/dataplane-mode: ambient';
const USES = `{${AMBIENT}, istio.io/use-waypoint: wp}`;
const WAYPOINT = (space = 'b', labels = '{}', allowed = ''): string =>
  `{apiVersion: ${API}, kind: Gateway, metadata: {name: wp, namespace: ${space}, labels: ${labels}}, spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE${allowed}}]}}`;
const CALLERS = [namespace('a', `{${AMBIENT}}`), namespace('s'), workload('ui', 'a'), workload('old', 's')];
const SPACE = namespace('b', USES);
const BASE = [...CALLERS, SPACE, WAYPOINT(), workload('api', 'b')];
/** The same, with a label on the Service or its pods in place of the namespace. */
const labelled = (labels: string, what: 'Service' | 'pods', space = `{${AMBIENT}}`): string[] => {
  const own = workload('api', 'b');
  const from = what === 'Service' ? 'metadata: {name: api, namespace: b}\nspec: {selector' : 'labels: {app: api}';
  const to =
    what === 'Service'
      ? `metadata: {name: api, namespace: b, labels: {${labels}}}\nspec: {selector`
      : `labels: {app: api, ${labels}}`;
  return [...CALLERS, namespace('b', space), own.replace(from, to)];
};
const UI: From = { kind: 'workload', namespace: 'a', name: 'ui' };
const OLD: From = { kind: 'workload', namespace: 's', name: 'old' };
const PLAIN: From = { kind: 'pod', namespace: 'a' };
const SERVICE: To = { kind: 'service', namespace: 'b', name: 'api' };

const TO = (kind: string, name: string): string =>
  `targetRefs: [{kind: ${kind}, name: ${name}, group: ${kind.startsWith('Gateway') ? 'gateway.networking.k8s.io' : "''"}}]`;
const DENY = (target: string, space = 'b', name = 'd'): string =>
  policy(name, space, `{action: DENY, rules: [{}], ${target}}`);
const FOR_CLASS = TO('GatewayClass', 'istio-waypoint');
const ALLOW = (target: string, rule: string): string => policy('p', 'b', `{rules: [${rule}], ${target}}`);
const NETPOL = (space: string, spec: string): string =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'ports', space, spec);
const PODS_OF_UI = '{from: [{source: {principals: [cluster.local/ns/a/sa/ui]}}]}';
const PODS_OF_WP = '{from: [{source: {principals: [cluster.local/ns/b/sa/wp]}}]}';
const PEER = (mode: string, space = 'b'): string =>
  object(SECURITY, 'PeerAuthentication', 'd', space, `{mtls: {mode: ${mode}}}`);
const JWT = (target: string): string =>
  object(SECURITY, 'RequestAuthentication', 'j', 'b', `{jwtRules: [{issuer: i}], ${target}}`);

type Row = readonly [fact: string, set: readonly string[], from: From, outcome: string, request?: AccessRequest];

// Each row cites section 3.9 or 3.13 of the notes on Istio's semantics, the page on waypoints, or istiod's own code.
const ROWS: readonly Row[] = [
  ['3.9: without a policy at either everything passes', BASE, UI, 'allow'],
  ['3.9: a policy for the Gateway holds', [...BASE, DENY(TO('Gateway', 'wp'))], UI, 'deny'],
  ['3.9: one for another Gateway does not', [...BASE, DENY(TO('Gateway', 'other'))], UI, 'allow'],
  ['3.9: one from another namespace does not', [...BASE, DENY(TO('Gateway', 'wp'), 'a')], UI, 'allow'],
  ['3.9: a policy for the Service holds', [...BASE, DENY(TO('Service', 'api'))], UI, 'deny'],
  ['3.9: one for a Service of another namespace does not', [...BASE, DENY(TO('Service', 'api'), 'a')], UI, 'allow'],
  ['3.9: one for the class holds in the root namespace', [...BASE, DENY(FOR_CLASS, 'istio-system')], UI, 'deny'],
  ['3.9: and in no other', [...BASE, DENY(FOR_CLASS)], UI, 'allow'],
  ['3.9: nor one for another class', [...BASE, DENY(TO('GatewayClass', 'istio'), 'istio-system')], UI, 'allow'],
  [
    '3.9: a selector stays with the node, which drops rules on requests',
    [...BASE, policy('d', 'b', '{action: DENY, rules: [{to: [{operation: {paths: [/x]}}]}]}')],
    UI,
    'allow',
    { path: '/x' },
  ],
  [
    '3.9: an ALLOW policy of the namespace on requests shuts the node, not the waypoint',
    [...BASE, policy('p', 'b', '{rules: [{to: [{operation: {paths: [/x]}}]}]}')],
    UI,
    'deny',
    { path: '/x' },
  ],
  [
    '3.9: rules on requests hold at the waypoint',
    [...BASE, ALLOW(TO('Service', 'api'), '{to: [{operation: {methods: [GET], paths: [/x]}}]}')],
    UI,
    'allow',
    { path: '/x' },
  ],
  [
    '3.9: and refuse there what they do not name',
    [...BASE, ALLOW(TO('Service', 'api'), '{to: [{operation: {methods: [GET], paths: [/x]}}]}')],
    UI,
    'deny',
    { path: '/y' },
  ],
  ['3.13: the waypoint sees the caller', [...BASE, ALLOW(TO('Service', 'api'), PODS_OF_UI)], UI, 'allow'],
  [
    '3.13: the node sees the waypoint, not the caller',
    [...BASE, policy('p', 'b', `{rules: [${PODS_OF_UI}]}`)],
    UI,
    'deny',
  ],
  ['3.13: a rule for the waypoint lets it in', [...BASE, policy('p', 'b', `{rules: [${PODS_OF_WP}]}`)], UI, 'allow'],
  ['3.13: and closes the way past it', [...BASE, policy('p', 'b', `{rules: [${PODS_OF_WP}]}`)], OLD, 'deny'],
  ['istio#51445: a sidecar goes past the waypoint', [...BASE, DENY(TO('Service', 'api'))], OLD, 'allow'],
  ['3.13: so does a pod without proxy', [...BASE, DENY(TO('Service', 'api'))], PLAIN, 'allow'],
  ['3.13: which STRICT mode stops at the node', [...BASE, PEER('STRICT')], PLAIN, 'deny'],
  ['istio#41391: the mode of a waypoint means nothing to the tunnel', [...BASE, PEER('DISABLE')], UI, 'allow'],
  [
    'page: a waypoint is for Services unless it says otherwise',
    [...labelled('istio.io/use-waypoint: wp', 'pods'), WAYPOINT(), DENY(TO('Gateway', 'wp'))],
    UI,
    'allow',
  ],
  [
    'page: the label of the Service counts',
    [...labelled('istio.io/use-waypoint: wp', 'Service'), WAYPOINT(), DENY(TO('Gateway', 'wp'))],
    UI,
    'deny',
  ],
  [
    'waypoints.go: before that of the namespace',
    [...labelled('istio.io/use-waypoint: none', 'Service', USES), WAYPOINT(), DENY(TO('Gateway', 'wp'))],
    UI,
    'allow',
  ],
  [
    'waypoints.go: a waypoint for pods takes no calls to Services',
    [
      ...CALLERS,
      SPACE,
      WAYPOINT('b', '{istio.io/waypoint-for: workload}'),
      workload('api', 'b'),
      DENY(TO('Gateway', 'wp')),
    ],
    UI,
    'allow',
  ],
  [
    'page: one for all takes them',
    [...CALLERS, SPACE, WAYPOINT('b', '{istio.io/waypoint-for: all}'), workload('api', 'b'), DENY(TO('Gateway', 'wp'))],
    UI,
    'deny',
  ],
  [
    'waypoints.go: the class may say it for its Gateways',
    [
      ...BASE,
      DENY(TO('Gateway', 'wp')),
      `{apiVersion: ${API}, kind: GatewayClass, metadata: {name: istio-waypoint, labels: {istio.io/waypoint-for: none}}}`,
    ],
    UI,
    'allow',
  ],
  ['waypoints.go: calls go past one that is missing', [...CALLERS, SPACE, workload('api', 'b')], UI, 'allow'],
  [
    'waypoints.go: one of another namespace needs a listener for it',
    [
      ...CALLERS,
      namespace('b', `{${AMBIENT}, istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: w}`),
      workload('api', 'b'),
      WAYPOINT('w'),
      DENY(TO('Gateway', 'wp'), 'w'),
    ],
    UI,
    'allow',
  ],
  [
    'waypoints.go: with one it is used',
    [
      ...CALLERS,
      namespace('b', `{${AMBIENT}, istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: w}`),
      workload('api', 'b'),
      WAYPOINT('w', '{}', ', allowedRoutes: {namespaces: {from: All}}'),
      DENY(TO('Gateway', 'wp'), 'w'),
    ],
    UI,
    'deny',
  ],
  [
    '3.9: a policy of the namespace of the Service reaches a waypoint elsewhere',
    [
      ...CALLERS,
      namespace('b', `{${AMBIENT}, istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: w}`),
      workload('api', 'b'),
      WAYPOINT('w', '{}', ', allowedRoutes: {namespaces: {from: All}}'),
      DENY(TO('Service', 'api')),
    ],
    UI,
    'deny',
  ],
  [
    '3.8: a token needs a rule at the waypoint',
    [...BASE, JWT('selector: {}'), ALLOW(TO('Service', 'api'), '{from: [{source: {requestPrincipals: ["*"]}}]}')],
    UI,
    'deny',
    { token: { iss: 'i', sub: 's' } },
  ],
  [
    '3.8: with one it counts',
    [...BASE, JWT(TO('Service', 'api')), ALLOW(TO('Service', 'api'), '{from: [{source: {requestPrincipals: ["*"]}}]}')],
    UI,
    'allow',
    { token: { iss: 'i', sub: 's' } },
  ],
  ['3.8: a foreign one is refused', [...BASE, JWT(TO('Service', 'api'))], UI, 'deny', { token: { iss: 'x' } }],
  [
    '3.8: RequestAuthentication means nothing to the node',
    [...BASE, JWT('selector: {}')],
    UI,
    'allow',
    { token: { iss: 'x' } },
  ],
  [
    '3.1 step 1: the caller needs the port of the tunnel',
    [...BASE, NETPOL('a', '{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 8080}]}]}')],
    UI,
    'deny',
  ],
  [
    '3.1 step 1: so do the pods behind',
    [...BASE, NETPOL('b', '{podSelector: {matchLabels: {app: api}}, ingress: [{ports: [{port: 8080}]}]}')],
    UI,
    'deny',
  ],
  [
    '3.12: an authorizer is asked at the waypoint',
    [
      ...BASE,
      meshConfig('extensionProviders: [{name: p, envoyExtAuthzHttp: {service: s.b, port: 80}}]'),
      policy('c', 'b', `{action: CUSTOM, provider: {name: p}, rules: [{}], ${TO('Service', 'api')}}`),
    ],
    UI,
    'depends',
  ],
  [
    'page: a waypoint serves its routes behind its policies',
    [
      ...BASE,
      object(
        'networking.istio.io/v1',
        'VirtualService',
        'v',
        'b',
        '{hosts: [api], http: [{rewrite: {uri: /in}, route: [{destination: {host: api}}]}]}',
      ),
      ALLOW(TO('Service', 'api'), '{to: [{operation: {paths: [/x]}}]}'),
    ],
    UI,
    'allow',
    { path: '/x' },
  ],
  [
    'the port of a policy there is that of the Service',
    [...BASE, ALLOW(TO('Service', 'api'), '{to: [{operation: {ports: ["80"]}}]}')],
    UI,
    'allow',
  ],
];

describe('a call to what is behind a waypoint', () => {
  it.each(ROWS.map(([fact, ...row]) => [fact, row] as const))('%s', (_, [set, from, outcome, request = {}]) => {
    expect(accessTo(...set).ask({ from, to: SERVICE, request }).outcome).toBe(outcome);
  });

  it('says which waypoint it passes, which it goes past, and why', () => {
    const texts = (...set: readonly string[]): readonly string[] =>
      accessTo(...set)
        .ask({ from: UI, to: SERVICE })
        .trail.filter(({ kind }) => kind === 'waypoint')
        .map(({ text, object: at, basis }) => `${text} (${at?.kind ?? 'nothing'}, ${basis})`);
    const gateway = WAYPOINT().replace('istio-waypoint', 'istio');
    const only = WAYPOINT('b', '{istio.io/waypoint-for: workload}');
    const rest = [...CALLERS, SPACE, workload('api', 'b')];
    expect([texts(...BASE), texts(...rest), texts(...rest, gateway), texts(...rest, only)]).toEqual([
      ['calls to api.b.svc.cluster.local pass waypoint b/wp (Gateway, modelled)'],
      ['waypoint b/wp is not in the set, so calls go past it (nothing, modelled)'],
      ['waypoint b/wp is a Gateway of another class than istio-waypoint, so calls go past it (nothing, modelled)'],
      ['waypoint b/wp is for workload alone, so calls go past it (Gateway, modelled)'],
    ]);
  });

  it('passes the waypoint of a pod on its address, and the node lets the waypoint in', () => {
    const waypoint = WAYPOINT('b', '{istio.io/waypoint-for: workload}');
    const set = [...labelled('istio.io/use-waypoint: wp', 'pods'), waypoint];
    const to = { kind: 'workload', namespace: 'b', name: 'api', port: 8080 } as const;
    const path = (...extra: readonly string[]) => {
      const { outcome, trail } = accessTo(...set, ...extra).ask({ from: UI, to });
      return [outcome, trail.some(({ kind }) => kind === 'waypoint')];
    };
    expect(path(policy('p', 'b', `{rules: [${PODS_OF_WP}]}`))).toEqual(['allow', true]);
    // Calls to the Service go past this waypoint, so the caller itself stands before the node.
    expect(path(DENY(TO('Gateway', 'wp')))).toEqual(['allow', false]);
    expect(path(DENY(TO('Gateway', 'wp')), policy('p', 'b', `{rules: [${PODS_OF_WP}]}`))[0]).toBe('deny');
  });

  it('an external host can stand behind one', () => {
    const entry = object(
      'networking.istio.io/v1',
      'ServiceEntry',
      'out',
      'b',
      '{hosts: [out.example.com], ports: [{number: 443, name: tls, protocol: TLS}], location: MESH_EXTERNAL}',
    );
    const only = `{action: DENY, rules: [{from: [{source: {namespaces: [a]}}]}], targetRefs: [{kind: ServiceEntry, group: networking.istio.io, name: out}]}`;
    const ask = (...extra: readonly string[]) =>
      accessTo(...BASE, entry, ...extra).ask({ from: UI, to: { kind: 'host', host: 'out.example.com' } }).outcome;
    expect([ask(), ask(policy('e', 'b', only))]).toEqual(['allow', 'deny']);
  });
});
