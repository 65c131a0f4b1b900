import { accessTo, namespace, object, policy, workload } from '../manifests.js';
import { cited } from '../pages.js';

const V1 = 'gateway.networking.k8s.io/v1';
const ALPHA = 'gateway.networking.k8s.io/v1alpha2';
const to = (name: string, match = '', rest = ''): string => `{${match}backendRefs: [{name: ${name}, port: 80${rest}}]}`;
const call = (match: string): string => `matches: [{method: {${match}}}], `;

const MESH = 'https://gateway-api.sigs.k8s.io/mesh/';
const PAIR = [
  namespace('a'),
  namespace('b'),
  namespace('c'),
  workload('ui', 'a'),
  workload('one', 'b'),
  workload('two', 'b'),
  workload('far', 'c'),
];
const before = (kind: string, rules: string, more = '', space = 'b'): string =>
  object(
    kind === 'GRPCRoute' || kind === 'HTTPRoute' ? V1 : ALPHA,
    kind,
    'r',
    space,
    `{parentRefs: [{group: '', kind: Service, name: one, namespace: b}], ${more}rules: [${rules}]}`,
  );

type MeshRow = readonly [fact: string, routes: readonly string[], path: string, end: string, port?: 'http' | 'tcp'];

// Each row cites the page it rests on.
const IN_MESH: readonly MeshRow[] = [
  [`${MESH}: a GRPCRoute of a Service`, [before('GRPCRoute', to('two', call('service: a.B')))], '/a.B/C', 'b/two'],
  [`${MESH}: a call that no rule takes`, [before('GRPCRoute', to('two', call('service: a.B')))], '/x/C', 'none'],
  [
    `${MESH}: hostnames mean nothing for a Service`,
    [before('HTTPRoute', to('two'), 'hostnames: [x.example.com], ')],
    '/',
    'b/two',
  ],
  [`${MESH}: a route in the mesh needs no grant`, [before('HTTPRoute', to('far', '', ', namespace: c'))], '/', 'c/far'],
  [`${MESH}: a TCPRoute of a Service`, [before('TCPRoute', to('two'))], '/', 'b/two', 'tcp'],
  [
    `${MESH}: a route of the caller comes before that of the Service`,
    [before('HTTPRoute', to('two')), before('HTTPRoute', to('far', '', ', namespace: c'), '', 'a')],
    '/',
    'c/far',
  ],
];

describe('routes of the Gateway API in the mesh', () => {
  it.each(cited(IN_MESH).map(([fact, ...row]) => [fact, row] as const))(
    '%s',
    (_, [routes, path, reached, protocol = 'http']) => {
      const set = PAIR.map((each) =>
        protocol === 'tcp' ? each.replace('name: http, port: 80', 'name: tcp, port: 80') : each,
      );
      const answers = ['b/one', 'b/two', 'c/far'].filter((callee) => {
        const [space = '', name = ''] = callee.split('/');
        const closed = policy('closed', space, `{selector: {matchLabels: {app: ${name}}}, rules: []}`);
        const ask = (...more: readonly string[]) =>
          accessTo(...set, ...routes, ...more).ask({
            from: { kind: 'workload', namespace: 'a', name: 'ui' },
            to: { kind: 'service', namespace: 'b', name: 'one', port: 80 },
            request: { path },
          }).outcome;
        // A workload that is closed tells by the answer whether the call ended there.
        return ask() === 'allow' && ask(closed) === 'deny';
      });
      expect(answers.join(' ') || 'none').toBe(reached);
    },
  );

  it('leads calls to a host of a ServiceEntry, also by Hostname', () => {
    const entry = object(
      'networking.istio.io/v1',
      'ServiceEntry',
      'shop',
      'b',
      '{hosts: [shop.internal], location: MESH_INTERNAL, resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], workloadSelector: {labels: {app: two}}}',
    );
    const mesh = object(
      V1,
      'HTTPRoute',
      'r',
      'b',
      "{parentRefs: [{group: '', kind: Service, name: one}], rules: [{backendRefs: [{group: networking.istio.io, kind: Hostname, name: shop.internal, port: 80}]}]}",
    );
    const answer = accessTo(...PAIR, entry, mesh).ask({
      from: { kind: 'workload', namespace: 'a', name: 'ui' },
      to: { kind: 'service', namespace: 'b', name: 'one', port: 80 },
    });
    expect(answer.trail.map(({ text }) => text).join('\n')).toContain('port 80 of shop.internal is port 80 of b/two');
  });
});
