import { Istiod } from '../../../../constructs/tenancy/controllers/index.js';
import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { SignIn, type SignInIssuer } from '../../../../constructs/tenancy/sign-in/index.js';
import { receiveContributions } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { valuesOf } from '../controllers/support.js';
import { HOST, servedChart } from '../gateway-support.js';
import { names, refusal, schemaFaults, specOf } from '../support.js';

const OUT = 'istiod-jwks-tenant-a-out';

function signIn(issuer: Omit<Extract<SignInIssuer, { kind: 'oidc' }>, 'kind'>) {
  const { chart, gateway } = servedChart();
  receiveContributions(chart);
  const namespace = new MeshNamespace(chart, 'auth', {
    name: 'tenant-a-auth',
    role: 'auth',
    tenant: 'tenant-a',
    target: Target.bareMetal(),
  });
  new SignIn(chart, 'sign-in', {
    tenant: 'tenant-a',
    namespace,
    gateway,
    hosts: [HOST],
    issuer: { kind: 'oidc', ...issuer },
    emailDomains: ['example.com'],
  });
  return chart;
}

describe('an issuer on a private address', () => {
  const chart = signIn({ issuer: 'https://login.corp/realms/a', cidrs: ['10.20.30.0/28'] });
  const block = [{ ipBlock: { cidr: '10.20.30.0/28' } }];

  it('is opened by its addresses to oauth2-proxy', () => {
    expect(specOf(chart, 'ServiceEntry', 'issuer')).toMatchObject({
      hosts: ['login.corp'],
      addresses: ['10.20.30.0/28'],
    });
    const ports = [{ port: 443, protocol: 'TCP' }];
    expect(specOf(chart, 'NetworkPolicy', 'allow-oauth2-proxy-out')).toMatchObject({ egress: [{ to: block, ports }] });
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('is opened to istiod, which fetches its keys, on the network and in the list of what is blocked', () => {
    expect(specOf(chart, 'NetworkPolicy', OUT)).toMatchObject({
      podSelector: { matchLabels: { app: 'istiod' } },
      egress: [{ to: block, ports: [{ port: 443, protocol: 'TCP' }] }],
    });
    new Istiod(chart, 'istiod', { root: { kind: 'ConfigMap', name: 'mesh-root', key: 'root-cert.pem' } });
    const env = valuesOf(chart, 'istiod')['env'] as Record<string, string>;
    const blocked = (env['BLOCKED_CIDRS_IN_JWKS_URIS'] ?? '').split(',');
    expect(blocked).toContain('192.168.0.0/16');
    expect(blocked).toContain('10.20.30.16/28');
    expect(blocked.filter((cidr) => cidr === '10.0.0.0/8' || cidr === '10.20.30.0/28')).toEqual([]);
  });
});

describe('an issuer on another port', () => {
  it('is opened on that port to oauth2-proxy and to istiod', () => {
    const chart = signIn({ issuer: 'https://login.example.com:8443/realms/a' });
    const ports = [{ port: 8443, protocol: 'TCP' }];
    expect(specOf(chart, 'ServiceEntry', 'issuer')).toMatchObject({ ports: [{ number: 8443, protocol: 'TLS' }] });
    expect(specOf(chart, 'NetworkPolicy', 'allow-oauth2-proxy-out')).toMatchObject({ egress: [{ ports }] });
    expect(specOf(chart, 'NetworkPolicy', OUT)).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }], ports }],
    });
  });

  it('needs no policy of its own where it is public and on 443', () => {
    expect(names(signIn({ issuer: 'https://login.example.com' }), 'NetworkPolicy')).not.toContain(OUT);
  });
});

describe('an issuer is refused', () => {
  it.each(['https://login.corp/realms/a', 'https://keycloak', 'https://keycloak.sso.svc.cluster.local'])(
    'with a private name and no address: %s',
    (issuer) => {
      const host = new URL(issuer).hostname;
      expect(refusal(() => signIn({ issuer }))).toBe(
        `TM1415 at test/sign-in: issuer.issuer: the host has a private address, which neither istiod nor oauth2-proxy is let out to (got "${host}"). Write its addresses as \`issuer.cidrs: ["10.20.30.0/28"]\`.`,
      );
    },
  );

  it('with an endpoint of a private name', () => {
    const issuer = { issuer: 'https://login.example.com', endpointHosts: ['keys.internal'] };
    expect(refusal(() => signIn(issuer))).toContain('TM1415 at test/sign-in: issuer.endpointHosts: the host has a');
  });

  it.each(['https://10.0.0.7/realms/a', 'https://[fd00::7]'])('with an address in place of a name: %s', (issuer) => {
    expect(refusal(() => signIn({ issuer, cidrs: ['10.0.0.7/32'] }))).toContain(
      'TM1415 at test/sign-in: issuer.issuer: an address has no name that TLS could send',
    );
  });

  it('with an address that is no CIDR', () => {
    expect(refusal(() => signIn({ issuer: 'https://login.corp', cidrs: ['10.0.0.7'] }))).toContain(
      'TM1005 at test/sign-in: issuer.cidrs: not a CIDR',
    );
  });
});
