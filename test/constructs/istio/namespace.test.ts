import { Testing, type Chart } from 'cdk8s';
import {
  AccessLog,
  AllowPolicy,
  DefaultDeny,
  EgressScope,
  ExternalHost,
  JwtCheck,
  ProxySigner,
  StrictMtls,
  Waypoint,
} from '../../../constructs/istio/index.js';
import { fact } from '../../../lib/model/index.js';
import { refusal, schemaFaults, specOf } from '../tenancy/support.js';

function chartOf(make: (chart: Chart) => unknown): Chart {
  const chart = Testing.chart();
  make(chart);
  return chart;
}

const namespace = 'istio-system';

describe('conveniences of Istio for a namespace', () => {
  it.each<[string, (chart: Chart) => unknown]>([
    ['StrictMtls', (chart) => new StrictMtls(chart, 'x', { namespace })],
    ['DefaultDeny', (chart) => new DefaultDeny(chart, 'x', { namespace })],
    ['EgressScope', (chart) => new EgressScope(chart, 'x', { namespace, hosts: () => ['./*'] })],
    ['ProxySigner', (chart) => new ProxySigner(chart, 'x', { namespace, signer: 'istio-system.a' })],
    ['AccessLog', (chart) => new AccessLog(chart, 'x', { namespace })],
    ['Waypoint', (chart) => new Waypoint(chart, 'x', { namespace })],
    [
      'ExternalHost',
      (chart) =>
        new ExternalHost(chart, 'x', { name: 'x', namespace, host: 'a.b', ports: [{ port: 80, protocol: 'HTTP' }] }),
    ],
    [
      'AllowPolicy',
      (chart) =>
        new AllowPolicy(chart, 'x', { name: 'x', namespace, scope: { kind: 'service', name: 'a' }, rules: () => [{}] }),
    ],
    [
      'JwtCheck',
      (chart) =>
        new JwtCheck(chart, 'x', {
          name: 'x',
          namespace,
          scope: { kind: 'gateway', name: 'a' },
          issuer: 'https://a.b',
        }),
    ],
  ])('makes a %s that the API server takes, with one child named Resource', (_name, make) => {
    const chart = chartOf(make);
    expect(schemaFaults(chart)).toEqual([]);
    expect(chart.node.findChild('x').node.children.map(({ node }) => node.id)).toEqual(['Resource']);
  });

  it('lists hosts once, sorted, whatever the order in which they came', () => {
    const hosts = ['b/*', './*', 'b/*', 'a/*'];
    const chart = chartOf((scope) => new EgressScope(scope, 'x', { namespace, hosts: () => hosts }));
    expect(specOf(chart, 'Sidecar', 'default')['egress']).toEqual([{ hosts: ['./*', 'a/*', 'b/*'] }]);
  });

  it('lets nobody in by a policy without rules', () => {
    const scope = { kind: 'pods', labels: { a: 'b' } } as const;
    const chart = chartOf((parent) => new AllowPolicy(parent, 'x', { name: 'x', namespace, scope, rules: () => [] }));
    expect(specOf(chart, 'AuthorizationPolicy', 'x')).toMatchObject({ selector: { matchLabels: { a: 'b' } } });
  });

  it('takes an issuer that is a fact, and no issuer without https', () => {
    const make = (issuer: string) =>
      chartOf((chart) => new JwtCheck(chart, 'x', { name: 'x', namespace, scope: { kind: 'namespace' }, issuer }));
    const issuer = fact('issuer', 'https://login.example.com');
    expect(specOf(make(issuer), 'RequestAuthentication', 'x')).toEqual({
      jwtRules: [{ issuer, forwardOriginalToken: true }],
    });
    expect(refusal(() => make('http://login.example.com'))).toContain('TM1011 at test/x: issuer: not an https URL');
  });
});
