import { access, diffMarkdown, diffText, type AccessDiff } from '../../../lib/access/index.js';
import { meshConfig, namespace, object, policy, setOf, workload } from '../manifests.js';

const TENANT = (name: string): string => namespace(name, `{istio-injection: enabled, tenant-mesh.io/tenant: ${name}}`);
const PAIR = [TENANT('a'), TENANT('b'), workload('ui', 'a'), workload('api', 'b')];

function diff(before: readonly string[], after: readonly string[]): AccessDiff {
  return access(setOf(...before)).diff(access(setOf(...after)));
}

function kinds({ changes }: AccessDiff): readonly string[] {
  return changes.map(({ kind, from, to, port, request }) => `${kind} ${from} -> ${to}:${String(port)} ${request}`);
}

const CLOSED = policy('deny', 'b', '{}');
const SHUT = policy('deny', 'a', '{}');

describe('what stands first', () => {
  const strict = object('security.istio.io/v1', 'PeerAuthentication', 'strict', 'b', '{mtls: {mode: STRICT}}');
  const mesh = meshConfig('{}');

  it('is a way for pods without a proxy, once a PeerAuthentication is gone', () => {
    const byPath = policy('p', 'b', '{rules: [{to: [{operation: {paths: [/a]}}]}]}');
    const found = diff([...PAIR, SHUT, byPath, mesh, strict], [...PAIR, SHUT, byPath, mesh]);
    const line =
      /^Newly allowed: any pod of b without a proxy to b\/api, port 8080, requests with path \/a\. Now: the caller speaks plaintext, b\/api takes PERMISSIVE on port 8080 \(by default\)\. Before: .*PeerAuthentication b\/strict/;
    expect(diffText(found).split('\n')[0]).toMatch(line);
    expect(
      diffMarkdown(found)
        .split('\n')[0]
        ?.replaceAll(/^- |[*`]/g, ''),
    ).toMatch(line);
    expect(found.changes[0]).toMatchObject({ kind: 'opened', from: 'any pod of b without a proxy', to: 'b/api' });
  });

  it('is a host outside that a workload may call', () => {
    const scope = "{egress: [{hosts: ['./*']}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}}";
    const only = object('networking.istio.io/v1', 'Sidecar', 'default', 'a', scope);
    const mail =
      '{hosts: [smtp.example.org], exportTo: [.], resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}';
    const entry = object('networking.istio.io/v1', 'ServiceEntry', 'mail', 'a', mail);
    const set = [...PAIR, SHUT, only, mesh];
    expect(diffText(diff(set, [...set, entry])).split('\n')[0]).toMatch(
      /^Newly allowed to the outside: a\/ui to smtp\.example\.org, port 443, any request\. Now: .*ServiceEntry a\/mail/,
    );
    const closed = diffText(diff([...set, entry], set)).split('\n')[0];
    expect(closed).toMatch(/^No longer allowed to the outside: a\/ui to smtp\.example\.org/);
    expect(diff([...set, entry], [...set, entry]).changes).toEqual([]);
  });
});

describe('an account that no workload has', () => {
  const ghost = policy('ghost', 'b', '{rules: [{from: [{source: {principals: [cluster.local/ns/a/sa/ghost]}}]}]}');

  it('is a caller where a policy names it, since whoever starts a pod under it may call', () => {
    const found = diff([...PAIR, CLOSED, SHUT], [...PAIR, CLOSED, SHUT, ghost]);
    expect(diffText(found).split('\n')[0]).toMatch(
      /^Newly allowed across tenants: a\/\(any pod as ghost\) to b\/api, .*\. Now: .*AuthorizationPolicy b\/ghost.* Before: .*AuthorizationPolicy b\/deny/,
    );
    expect(found.changes[0]).toMatchObject({ kind: 'opened', between: 'tenants' });
    const { rows } = access(setOf(...PAIR, CLOSED, SHUT, ghost)).matrix();
    expect(rows.filter(({ across, ports }) => across && ports.includes(8080))).toMatchObject([
      { tenant: 'a', from: ['a/(any pod as ghost)'], to: ['b/api'] },
      { tenant: 'b', from: ['a/(any pod as ghost)'], to: ['b/api'] },
    ]);
  });
});

describe('what a diff rests on', () => {
  it('is said on both sides, or on the one that it holds for', () => {
    const root = 'The root namespace is istio-system, as no object says otherwise.';
    const none = 'There is no mesh config: trust domain cluster.local, no extension providers, ALLOW_ANY outbound.';
    expect(diff(PAIR, [...PAIR, meshConfig('{}')]).assumptions).toEqual([
      'After the change: The settings of istiod itself are its defaults, as no release shows them.',
      `Before the change: ${root}`,
      `Before the change: ${none}`,
    ]);
    expect(diffText(diff(PAIR, PAIR))).toBe(
      `This change allows and refuses the same calls as before.\nAssumed: ${root}\nAssumed: ${none}\n`,
    );
  });
});

describe('a diff inside of the mesh', () => {
  it('names the object that refuses what is closed, and the one that allowed it', () => {
    const none = object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'none',
      'b',
      '{podSelector: {}, policyTypes: [Ingress]}',
    );
    const { changes } = diff([...PAIR, SHUT], [...PAIR, SHUT, none]);
    expect(changes.find(({ port }) => port === 8080)).toMatchObject({
      kind: 'closed',
      between: 'tenants',
      from: 'a/ui',
      to: 'b/api',
      request: 'any',
      decidedBy: { object: 'NetworkPolicy b/none', text: 'no NetworkPolicy opens the way into port 8080 of b/api' },
    });
    const opened = diff([...PAIR, SHUT, none], [...PAIR, SHUT]).changes.find(({ port }) => port === 8080);
    expect(opened).toMatchObject({ kind: 'opened', before: { object: 'NetworkPolicy b/none' } });
  });

  it('puts what opens tenants to each other before all else', () => {
    const own = workload('own', 'a');
    const open = policy('deny', 'b', '{rules: [{to: [{operation: {paths: [/x]}}]}]}');
    const { changes } = diff([...PAIR, CLOSED], [...PAIR, own, open]);
    expect(changes[0]).toMatchObject({ kind: 'opened', between: 'tenants', from: 'a/own', to: 'b/api' });
    expect(changes.map(({ between }) => between).lastIndexOf('tenants')).toBeLessThan(
      changes.findIndex(({ between }) => between === 'tenant'),
    );
  });

  it('compares every class of requests, and leaves out of the witness what does not matter', () => {
    const before = policy('p', 'b', '{rules: [{to: [{operation: {methods: [GET], paths: [/a, /b*]}}]}]}');
    const after = policy('p', 'b', '{rules: [{to: [{operation: {paths: [/a]}}]}]}');
    expect(kinds(diff([...PAIR, SHUT, before], [...PAIR, SHUT, after]))).toEqual([
      'widened a/ui -> b/api:8080 method x, path /a',
      'narrowed a/ui -> b/api:8080 method GET, path /bx',
    ]);
  });

  it('sees that another authorizer is asked, and that none is any more', () => {
    const mesh = meshConfig(
      'extensionProviders: [{name: one, envoyExtAuthzHttp: {service: s, port: 1}}, {name: two, envoyExtAuthzHttp: {service: s, port: 1}}]',
    );
    const asks = (name: string): string =>
      policy('ask', 'b', `{action: CUSTOM, provider: {name: ${name}}, rules: [{}]}`);
    const base = [...PAIR, SHUT, mesh];
    const { changes } = diff([...base, asks('one')], [...base, asks('two')]);
    expect(changes).toMatchObject([
      {
        kind: 'altered',
        decidedBy: { object: 'AuthorizationPolicy b/ask', text: 'b/api asks provider two' },
        before: { text: 'b/api asks provider one' },
      },
    ]);
    expect(kinds(diff([...base, asks('one')], base))).toEqual(['widened a/ui -> b/api:8080 any']);
    expect(diff([...base, asks('one')], [...base, asks('one')]).changes).toEqual([]);
  });

  it('sees that a caller is known by another name', () => {
    const only = policy('p', 'b', "{rules: [{from: [{source: {principals: ['cluster.local/ns/a/sa/ui']}}]}]}");
    const plain = [
      TENANT('a'),
      TENANT('b'),
      workload('ui', 'a', { annotations: "{sidecar.istio.io/inject: 'false'}" }),
    ];
    expect(kinds(diff([...PAIR, SHUT, only], [...plain, workload('api', 'b'), only]))).toContain(
      'closed a/ui -> b/api:8080 any',
    );
  });

  it('says that it cannot tell', () => {
    const claims = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'].join(', ');
    const wide = [
      policy('p', 'b', `{rules: [{when: [{key: 'request.auth.claims[g]', values: [${claims}]}]}]}`),
      object('security.istio.io/v1', 'RequestAuthentication', 'j', 'b', '{jwtRules: [{issuer: i}]}'),
    ];
    const { unknown } = diff([...PAIR, SHUT], [...PAIR, SHUT, ...wide]);
    expect(unknown).toContain('a/ui -> b/api:8080: too many values for one claim or path');
  });
});

/** A gateway that serves hosts of a namespace by routes. */
function edge(
  gatewayPolicies: readonly string[],
  routes: readonly (readonly [path: string, name: string])[],
): string[] {
  const http = routes.map(
    ([path, name]) =>
      `{match: [{uri: {prefix: ${path}}}], route: [{destination: {host: ${name}.b.svc.cluster.local, port: {number: 80}}}]}`,
  );
  return [
    namespace('gw'),
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: gw}
spec:
  template:
    metadata: {labels: {istio: gw}, annotations: {inject.istio.io/templates: gateway}}
    spec: {serviceAccountName: gw, containers: [{name: istio-proxy, image: auto}]}
---
apiVersion: v1
kind: Service
metadata: {name: gw, namespace: gw}
spec: {type: LoadBalancer, selector: {istio: gw}, ports: [{name: http, port: 80}]}`,
    object(
      'networking.istio.io/v1',
      'Gateway',
      'gw',
      'gw',
      '{selector: {istio: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [b/b.example.com]}]}',
    ),
    object(
      'networking.istio.io/v1',
      'VirtualService',
      'api',
      'b',
      `{hosts: [b.example.com], gateways: [gw/gw], http: [${http.join(', ')}]}`,
    ),
    ...gatewayPolicies,
    TENANT('b'),
    workload('api', 'b'),
    workload('admin', 'b'),
    policy('deny', 'b', "{rules: [{from: [{source: {namespaces: ['gw']}}]}]}"),
  ];
}

describe('a diff of calls from outside', () => {
  const open = edge([], [['/api', 'api']]);

  it('compares every class of requests at every host', () => {
    const shut = edge([policy('p', 'gw', '{rules: [{to: [{operation: {paths: [/api/public]}}]}]}')], [['/api', 'api']]);
    expect(kinds(diff(shut, open))).toEqual([
      'widened outside -> b/api:80 host b.example.com, path /apix',
      'widened b/admin -> gw/gw:80 path /x',
      'widened b/api -> gw/gw:80 path /x',
    ]);
    expect(kinds(diff(open, shut))[0]).toBe('narrowed outside -> b/api:80 host b.example.com, path /apix');
    expect(diff(open, open).changes).toEqual([]);
  });

  it('finds a route to a workload that no policy names', () => {
    const wider = edge(
      [],
      [
        ['/admin', 'admin'],
        ['/api', 'api'],
      ],
    );
    const { changes } = diff(open, wider);
    expect(changes[0]).toMatchObject({
      kind: 'opened',
      between: 'outside',
      from: 'outside',
      to: 'b/admin',
      request: 'host b.example.com, path /adminx',
      decidedBy: { object: 'VirtualService b/api' },
    });
    expect(kinds(diff(wider, open))).toContain('closed outside -> b/admin:80 host b.example.com, path /adminx');
  });
});

describe('a diff as Markdown', () => {
  it('folds what differs in its ends alone, cuts long lists short and sums up', () => {
    const text = diffMarkdown(diff([...PAIR, CLOSED, SHUT], [...PAIR, SHUT]));
    expect(text).toBe(
      [
        '- **Newly allowed across tenants**: `a/ui` to `b/api`, port 8080, any request. Now: no ALLOW policy selects b/api, so everything not denied passes (by default). Before: none of the rules of 1 ALLOW policies of b/api matches (AuthorizationPolicy b/deny, test.yaml:31).',
        '',
        '1 call in all: 1 newly allowed.',
        '',
        '- Assumed: The root namespace is istio-system, as no object says otherwise.',
        '- Assumed: There is no mesh config: trust domain cluster.local, no extension providers, ALLOW_ANY outbound.',
        '',
      ].join('\n'),
    );
    const many = Array.from({ length: 30 }, (_, at) => workload(`w${String(at)}`, 'a', { port: 9000 + at }));
    const long = diffMarkdown(diff([...PAIR, SHUT], [...PAIR, ...many, policy('deny', 'a', '{rules: [{}]}')]));
    expect(long).toContain('<details><summary>');
    expect(long.split('\n')[0]).toContain('across tenants');
  });
});
