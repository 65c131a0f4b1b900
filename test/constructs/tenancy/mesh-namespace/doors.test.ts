import { fact, KEYS } from '../../../../lib/model/index.js';
import { find, names, refusal, schemaFaults, specOf } from '../support.js';
import { API, DATABASE, GATEWAY, identity, jwt, make, UI } from './support.js';

describe('allow', () => {
  it('opens network and policy for one caller on both sides', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API, methods: ['GET', 'POST'], paths: ['/v1/*'] });
    expect([
      find(chart, 'AuthorizationPolicy', 'allow-rag-api'),
      find(chart, 'NetworkPolicy', 'allow-rag-api-in'),
      find(chart, 'NetworkPolicy', 'allow-app-ui-out'),
    ]).toMatchSnapshot();
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('selects labels that canary and primary share (demand 9)', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API });
    const shared = { matchLabels: { [KEYS.workload]: 'rag-api' } };
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['selector']).toEqual(shared);
    expect(specOf(chart, 'NetworkPolicy', 'allow-rag-api-in')['podSelector']).toEqual(shared);
  });

  it('grows one policy a workload until synth', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API });
    namespace.allow({ from: identity('batch'), to: API, methods: ['GET'] });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules']).toHaveLength(2);
    expect(names(chart, 'NetworkPolicy').filter((name) => name.startsWith('allow-'))).toEqual([
      'allow-app-ui-out',
      'allow-batch-out',
      'allow-rag-api-in',
    ]);
  });

  it('opens no egress for a caller of another namespace', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: identity('other', 'tenant-b'), to: API });
    expect(names(chart, 'NetworkPolicy')).not.toContain('allow-other-out');
  });

  it('never lets two callers in by one that is OR-ed away', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: [UI, identity('batch')], to: API });
    const [rule] = specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules'] as { from: unknown[] }[];
    expect(rule?.from).toEqual([
      { source: { principals: ['cluster.local/ns/tenant-a/sa/app-ui', 'cluster.local/ns/tenant-a/sa/batch'] } },
    ]);
  });

  it('refuses what it cannot open', () => {
    const { namespace } = make();
    expect(refusal(() => namespace.allow({ from: [], to: API }))).toBe(
      'TM1107 at test/ns: allow.from: the list of callers is empty. Name at least one workload, gateway or load tester.',
    );
    expect(refusal(() => namespace.allow({ from: UI, to: identity('api', 'tenant-b') }))).toBe(
      'TM1102 at test/ns: to: "api" lives in namespace "tenant-b", and a door is opened by the namespace of the called (got "api"). Call the method on the MeshNamespace "tenant-b".',
    );
    expect(refusal(() => namespace.allow({ from: UI, to: API, ports: [80] }))).toBe(
      'TM1114 at test/ns: ports: no container of "rag-api" listens on this port (got 80). Policies see the port of the container: write one of 8000.',
    );
    expect(refusal(() => namespace.allow({ from: UI, to: DATABASE, methods: ['GET'] }))).toBe(
      'TM1111 at test/ns: methods: port "tcp" of "db" is tcp, where a rule on HTTP never lets anybody in (got ["GET"]). Name the HTTP ports in `ports`, or leave methods and paths out.',
    );
  });
});

describe('allowFrom', () => {
  it('admits the gateway by its principal and lets routes bind to it', () => {
    const { chart, namespace } = make();
    namespace.allowFrom(GATEWAY, { to: UI });
    expect(find(chart, 'Namespace', 'tenant-a').metadata.annotations).toEqual({
      [KEYS.gateways]: 'istio-ingress/shared',
    });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-app-ui')['rules']).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/shared'] } }],
        to: [{ operation: { ports: ['8000'] } }],
      },
    ]);
    expect(specOf(chart, 'NetworkPolicy', 'allow-app-ui-in')['ingress']).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-ingress' } },
            podSelector: { matchLabels: { [KEYS.workload]: 'shared' } },
          },
        ],
        ports: [{ port: 8000, protocol: 'TCP' }],
      },
    ]);
  });
});

describe('requireJwt', () => {
  it('asks every door for the claim, also doors that were open before, but not those that are exempt', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API });
    namespace.requireJwt(jwt);
    namespace.allow({ from: identity('loadtester'), to: API, paths: ['/healthz'], jwt: 'exempt' });
    const rules = specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules'] as Record<string, unknown>[];
    expect(rules[0]).toMatchObject({
      from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }],
      when: [{ key: 'request.auth.claims[cognito:groups]', values: ['tenant-a'] }],
    });
    expect(rules[1]).not.toHaveProperty('when');
    expect(JSON.stringify(rules[1])).not.toContain('requestPrincipals');
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('passes the token on to the next hop (demand 7)', () => {
    const { chart, namespace } = make();
    namespace.requireJwt({ ...jwt, audiences: ['app'], jwksUri: 'https://login.example.com/keys' });
    expect(specOf(chart, 'RequestAuthentication', 'jwt')).toEqual({
      jwtRules: [
        {
          issuer: 'https://login.example.com',
          jwksUri: 'https://login.example.com/keys',
          audiences: ['app'],
          forwardOriginalToken: true,
        },
      ],
    });
  });

  it('takes an issuer that only the cluster knows', () => {
    const { chart, namespace } = make();
    const issuer = fact('issuer_a', 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a');
    namespace.requireJwt({ ...jwt, issuer });
    namespace.allow({ from: UI, to: API });
    const [rule] = specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules'] as { from: unknown }[];
    expect(rule?.from).toEqual([{ source: { principals: [UI.principal], requestPrincipals: [`${issuer}/*`] } }]);
  });

  it('asks some workloads alone, and prefers what was said of one workload', () => {
    const { chart, namespace } = make();
    namespace.requireJwt({ ...jwt, workloads: [API] });
    namespace.allow({ from: UI, to: API });
    namespace.allow({ from: GATEWAY, to: UI });
    expect(specOf(chart, 'RequestAuthentication', 'jwt-rag-api')['selector']).toEqual({ matchLabels: API.podLabels });
    expect(JSON.stringify(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api'))).toContain('request.auth.claims');
    expect(JSON.stringify(specOf(chart, 'AuthorizationPolicy', 'allow-app-ui'))).not.toContain('request.auth.claims');
  });

  it('refuses a token without a claim, twice the same, and an issuer that is no URL', () => {
    const { namespace } = make();
    expect(refusal(() => namespace.requireJwt({ ...jwt, claims: {} }))).toBe(
      'TM1109 at test/ns: requireJwt.claims: no claim value is demanded, so a token that the issuer signed for anybody else would do (got {}). Name a claim that only callers of this tenant bear, such as { "cognito:groups": ["tenant-a"] }.',
    );
    expect(refusal(() => namespace.requireJwt({ ...jwt, claims: { aud: [] } }))).toContain('requireJwt.claims["aud"]');
    expect(refusal(() => make().namespace.requireJwt({ ...jwt, issuer: 'login.example.com' }))).toContain('TM1011');
    namespace.requireJwt(jwt);
    expect(refusal(() => namespace.requireJwt(jwt))).toBe(
      'TM1113 at test/ns: requireJwt: every workload already demands a token. Demand one token a workload; list the accepted claim values in one call.',
    );
  });
});
