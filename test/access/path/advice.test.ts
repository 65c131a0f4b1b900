import type { AccessRequest, From } from '../../../lib/access/index.js';
import { accessTo, meshConfig, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';

const SECURITY = 'security.istio.io/v1';
const API = workload('api', 'b');
const PAIR = [namespace('a'), namespace('b'), workload('ui', 'a'), API];
const UI: From = { kind: 'workload', namespace: 'a', name: 'ui' };
const PLAIN: From = { kind: 'pod', namespace: 'a' };
const allow = (rule: string): string => policy('allow', 'b', `{rules: [${rule}]}`);
const deny = (rule: string): string => policy('deny', 'b', `{action: DENY, rules: [${rule}]}`);
const source = (text: string): string => `{from: [{source: ${text}}]}`;
const claim = (key: string, values: string): string => `{when: [{key: 'request.auth.claims[${key}]', ${values}}]}`;
const TOKENS = object(SECURITY, 'RequestAuthentication', 'tokens', 'b', '{jwtRules: [{issuer: i, audiences: [x]}]}');
const TCP = [...PAIR.slice(0, 3), workload('api', 'b', { protocol: 'tcp' })];
const rule = (spec: string): string =>
  object(
    'networking.istio.io/v1',
    'DestinationRule',
    'rule',
    'a',
    `{host: api.b.svc.cluster.local, trafficPolicy: ${spec}}`,
  );
const STRICT = object(SECURITY, 'PeerAuthentication', 'strict', 'b', '{mtls: {mode: STRICT}}');
const SCOPE = object('networking.istio.io/v1', 'Sidecar', 'scope', 'a', "{egress: [{hosts: ['./*']}]}");
const NODE = (name: string): string => namespace(name, '{istio.io/dataplane-mode: ambient}');
const AMBIENT = [NODE('a'), NODE('b'), workload('ui', 'a'), API];
const token = { iss: 'i', sub: 's', aud: 'x' };
const ADD = 'add an ALLOW rule for it to a policy that selects b/api.';

// Each row cites the page it rests on.
type Row = readonly [fact: string, set: readonly string[], change: string, request?: AccessRequest, from?: From];

const ROWS: readonly Row[] = [
  [`${PAGES.action}: a DENY rule on a path`, [...PAIR, deny('{to: [{operation: {paths: [/]}}]}')], 'Narrow that rule.'],
  [
    `${PAGES.action}: a DENY rule on all but some paths`,
    [...PAIR, deny('{to: [{operation: {notPaths: [/x]}}]}')],
    'Narrow that rule.',
  ],
  [
    `${PAGES.conditions}: a DENY rule on requests without a token`,
    [...PAIR, TOKENS, deny(source('{notRequestPrincipals: ["*"]}'))],
    'Send a token, or narrow that rule.',
  ],
  [
    `${PAGES.conditions}: a DENY rule on tokens without a subject`,
    [...PAIR, TOKENS, deny(source('{notRequestPrincipals: ["*"]}'))],
    'Send a token with a subject, or narrow that rule.',
    { token: { iss: 'i', aud: 'x' } },
  ],
  [
    `${PAGES.conditions}: a DENY rule on tokens that nothing accepts`,
    [...PAIR, deny(source('{notRequestPrincipals: ["*"]}'))],
    'Add a RequestAuthentication that accepts the token, or narrow that rule.',
    { token },
  ],
  [
    `${PAGES.conditions}: a DENY rule on tokens without a claim`,
    [...PAIR, TOKENS, deny(claim('team', 'notValues: [red]'))],
    'Send a token that the rule leaves out, or narrow that rule.',
    { token },
  ],
  [
    `${PAGES.conditions}: a DENY rule on a claim`,
    [...PAIR, TOKENS, deny(claim('sub', 'values: [s]'))],
    'Narrow that rule.',
    { token },
  ],
  [
    `${PAGES.source}: a DENY rule on callers without a name`,
    [...PAIR, deny(source('{notPrincipals: ["*"]}'))],
    'Let the caller call with mutual TLS of the mesh, or narrow that rule.',
    {},
    PLAIN,
  ],
  [
    `${PAGES.source}: a DENY rule on all but some callers`,
    [...PAIR, deny(source('{notNamespaces: [b]}'))],
    'Narrow that rule.',
  ],
  [
    `${PAGES.action}: a DENY rule that lost its fields`,
    [...TCP, deny('{to: [{operation: {paths: [/x]}}]}')],
    'Declare the port as one of HTTP, without which the rule loses its fields of requests, or narrow that rule.',
  ],
  [
    `${PAGES.action}: a DENY rule on a connection`,
    [...TCP, deny('{to: [{operation: {ports: ["8080"]}}]}')],
    'Narrow that rule.',
  ],
  [`${PAGES.action}: no ALLOW rule`, [...PAIR, policy('allow', 'b', '{}')], `A${ADD.slice(1)}`],
  [
    `${PAGES.action}: an ALLOW rule on another path`,
    [...PAIR, allow('{to: [{operation: {paths: [/x]}}]}')],
    `A${ADD.slice(1)}`,
  ],
  [
    `${PAGES.source}: an ALLOW rule on another caller`,
    [...PAIR, allow(source('{namespaces: [c]}'))],
    `A${ADD.slice(1)}`,
  ],
  [
    `${PAGES.source}: an ALLOW rule on callers with a name`,
    [...PAIR, allow(source('{namespaces: [a]}'))],
    `Let the caller call with mutual TLS of the mesh, or ${ADD}`,
    {},
    PLAIN,
  ],
  [
    `${PAGES.conditions}: an ALLOW rule on requests with a token`,
    [...PAIR, TOKENS, allow(source('{requestPrincipals: ["*"]}'))],
    `Send a token, or ${ADD}`,
  ],
  [
    `${PAGES.conditions}: an ALLOW rule on tokens with a subject`,
    [...PAIR, TOKENS, allow(source('{requestPrincipals: ["*"]}'))],
    `Send a token with a subject, or ${ADD}`,
    { token: { iss: 'i', aud: 'x' } },
  ],
  [
    `${PAGES.conditions}: an ALLOW rule on tokens with a claim`,
    [...PAIR, TOKENS, allow(claim('team', 'values: [red]'))],
    `Send a token that the rule takes, or ${ADD}`,
    { token },
  ],
  [
    `${PAGES.conditions}: an ALLOW rule on tokens that nothing accepts`,
    [...PAIR, allow(source('{requestPrincipals: ["*"]}'))],
    `Add a RequestAuthentication that accepts the token, or ${ADD}`,
    { token },
  ],
  [
    `${PAGES.conditions}: an ALLOW rule on a token and another path`,
    [...PAIR, TOKENS, allow('{from: [{source: {requestPrincipals: ["*"]}}], to: [{operation: {paths: [/x]}}]}')],
    `A${ADD.slice(1)}`,
  ],
  [
    `${PAGES.action}: the ALLOW rule that comes closest`,
    [
      ...PAIR,
      TOKENS,
      allow(`{to: [{operation: {paths: [/x], methods: [PUT]}}]}, ${source('{requestPrincipals: ["*"]}')}`),
    ],
    `Send a token, or ${ADD}`,
  ],
  [
    `${PAGES.action}: ALLOW rules that vanish`,
    [...TCP, allow('{to: [{operation: {paths: [/x]}}]}')],
    `Declare the port as one of HTTP, without which rules with fields of requests count for nothing, or ${ADD}`,
  ],
  [
    `${PAGES.token}: a token of another issuer`,
    [...PAIR, TOKENS],
    'Send a token of an issuer that the RequestAuthentication names.',
    { token: { iss: 'other' } },
  ],
  [
    `${PAGES.token}: a token for another audience`,
    [...PAIR, TOKENS],
    'Send a token for an audience that the RequestAuthentication names.',
    { token: { iss: 'i', aud: 'y' } },
  ],
  [
    `${PAGES.peer}: a caller without a proxy`,
    [...PAIR, STRICT],
    'Give the caller a sidecar, or the port PERMISSIVE mode.',
    {},
    PLAIN,
  ],
  [
    `${PAGES.clientTls}: a DestinationRule that turns TLS off`,
    [...PAIR, STRICT, rule('{tls: {mode: DISABLE}}')],
    'Take the TLS mode out of the DestinationRule, or give the port PERMISSIVE mode.',
  ],
  [
    `${PAGES.clientTls}: a DestinationRule with TLS of its own`,
    [...PAIR, STRICT, rule('{tls: {mode: SIMPLE}}')],
    'Let both ends use the same mode.',
  ],
  [
    `${PAGES.peer}: a Service out of scope`,
    [...PAIR, STRICT, SCOPE],
    'Add the Service to the egress hosts of the Sidecar, or give the port PERMISSIVE mode.',
  ],
  [
    `${PAGES.clientTls}: a mesh that speaks plaintext`,
    [...PAIR, STRICT, meshConfig('enableAutoMtls: false')],
    'Turn enableAutoMtls of the mesh config on, or give the port PERMISSIVE mode.',
  ],
  [
    `${PAGES.fourth}: a node and a caller without a name`,
    [...AMBIENT, policy('allow', 'b', `{rules: [${source('{namespaces: [a]}')}]}`)],
    'Put the caller into the mesh, or add an ALLOW rule that wants no identity.',
    {},
    PLAIN,
  ],
  [
    `${PAGES.fourth}: a node and rules on requests`,
    [...AMBIENT, allow('{to: [{operation: {paths: [/]}}]}')],
    'Add an ALLOW rule without fields of requests, or a waypoint.',
  ],
  [
    `${PAGES.fourth}: a node and a DENY rule on callers without a name`,
    [...AMBIENT, deny(source('{notNamespaces: [b]}'))],
    'Let the caller call with mutual TLS of the mesh, or narrow that rule.',
    {},
    PLAIN,
  ],
  [
    `${PAGES.fourth}: a node and a DENY rule on a caller`,
    [...AMBIENT, deny(source('{namespaces: [a]}'))],
    'Narrow that rule.',
  ],
];

describe('what would have to change', () => {
  it.each(cited(ROWS).map(([fact, ...row]) => [fact, row] as const))(
    '%s',
    (_, [set, change, request = {}, from = UI]) => {
      const to = { kind: 'service', namespace: 'b', name: 'api' } as const;
      const { outcome, trail } = accessTo(...set).ask({ from, to, request });
      expect([outcome, trail.at(-1)?.change]).toEqual(['deny', change]);
    },
  );

  it('is to call a Service where a pod is called by its address', () => {
    const to = { kind: 'workload', namespace: 'b', name: 'api', port: 9000 } as const;
    expect(
      accessTo(...PAIR, STRICT)
        .ask({ from: UI, to })
        .trail.at(-1)?.change,
    ).toBe('Call a Service that the caller sees, or give the port PERMISSIVE mode.');
  });

  it('is written with the answer, also as JSON', () => {
    const to = { kind: 'service', namespace: 'b', name: 'api' } as const;
    const { trail } = accessTo(...PAIR, deny('{to: [{operation: {paths: [/]}}]}')).ask({ from: UI, to });
    expect(JSON.stringify(trail.at(-1))).toContain('"change":"Narrow that rule."');
  });
});
