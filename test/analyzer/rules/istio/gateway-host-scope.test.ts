import { gatewayHostScope } from '../../../../lib/analyzer/rules/istio/gateway-host-scope.js';
import { doc, findings } from '../../rule-tester.js';

const gateway = (host: string, tls: object = {}) =>
  doc('Gateway networking.istio.io/v1', 'istio-ingress/shared', {
    spec: { servers: [{ hosts: ['a/a.example.com', host], tls }] },
  });

describe('gateway-host-scope', () => {
  it.each([
    ['*', 'serves every host'],
    ['a/*', 'serves every host'],
    ['*/*', 'serves every host'],
    ['a/*.example.com', 'serves every host below a domain'],
    ['*/b.example.com', 'takes routes of every namespace'],
    ['b.example.com', 'takes routes of every namespace'],
  ])('refuses %s: it %s', (host, message) => {
    expect(findings(gatewayHostScope, gateway(host))).toEqual([
      `TM4102 at test.yaml:2 (Gateway istio-ingress/shared): spec.servers[0].hosts[1]: "${host}" ${message}. Write \`namespace/host\`, with the namespace of the routes and the full name of the host.`,
    ]);
  });

  it('accepts a namespace with a full host, its own namespace too, and what networks pass on unread', () => {
    expect(findings(gatewayHostScope, gateway('b/b.example.com'))).toEqual([]);
    expect(findings(gatewayHostScope, gateway('./b.example.com'))).toEqual([]);
    expect(findings(gatewayHostScope, gateway('*.local', { mode: 'AUTO_PASSTHROUGH' }))).toEqual([]);
  });
});
