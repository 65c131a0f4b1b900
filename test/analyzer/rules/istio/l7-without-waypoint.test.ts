import { l7WithoutWaypoint } from '../../../../lib/analyzer/rules/istio/l7-without-waypoint.js';
import { deployment, doc, findings } from '../../rule-tester.js';

const ambient = doc('Namespace v1', 'a', { labels: { 'istio.io/dataplane-mode': 'ambient' } });
const policy = (spec: object) => doc('AuthorizationPolicy security.istio.io/v1', 'a/web', { spec });
const to = (operation: object) => ({ rules: [{ to: [{ operation }] }] });
const from = (source: object) => ({ rules: [{ from: [{ source }] }] });
const when = (key: string) => ({ rules: [{ when: [{ key, values: ['x'] }] }] });

describe('l7-without-waypoint', () => {
  it('names the field that needs a request', () => {
    expect(findings(l7WithoutWaypoint, ambient + policy(to({ paths: ['/admin'] })))).toEqual([
      'TM4109 at test.yaml:4 (AuthorizationPolicy a/web): spec.rules[0].to[0].operation.paths: it needs a waypoint, and the policy is attached to none. Attach the policy to a waypoint or a Service with `targetRefs`, or keep to principals, namespaces and ports.',
    ]);
  });

  it.each([
    to({ notMethods: ['GET'] }),
    to({ hosts: ['x'] }),
    from({ requestPrincipals: ['*'] }),
    from({ remoteIpBlocks: ['10.0.0.0/8'] }),
    when('request.headers[x]'),
    when('connection.sni'),
    { action: 'CUSTOM', provider: { name: 'p' }, rules: [{}] },
  ])('refuses %j', (spec) => {
    expect(findings(l7WithoutWaypoint, ambient + policy(spec))).toHaveLength(1);
  });

  it.each([
    to({ ports: ['8080'] }),
    from({ principals: ['x'], namespaces: ['b'], ipBlocks: ['10.0.0.0/8'] }),
    when('source.principal'),
    { ...to({ paths: ['/'] }), targetRefs: [{ kind: 'Service', name: 'web' }] },
    { ...to({ paths: ['/'] }), targetRef: { kind: 'Gateway', name: 'waypoint' } },
    {},
  ])('accepts %j', (spec) => {
    expect(findings(l7WithoutWaypoint, ambient + policy(spec))).toEqual([]);
  });

  it('is silent with sidecars, and for pods with a proxy of their own', () => {
    const sidecars = doc('Namespace v1', 'a', { labels: { 'istio-injection': 'enabled' } });
    const l7 = to({ paths: ['/'] });
    expect(findings(l7WithoutWaypoint, sidecars + policy(l7))).toEqual([]);
    const gateway = deployment('a/gw', { istio: 'gw', 'istio.io/dataplane-mode': 'none' });
    const selected = policy({ ...l7, selector: { matchLabels: { istio: 'gw' } } });
    expect(findings(l7WithoutWaypoint, ambient + gateway + selected)).toEqual([]);
    expect(findings(l7WithoutWaypoint, ambient + deployment('a/gw', { istio: 'gw' }) + selected)).toHaveLength(1);
  });
});
