import { ownedObject } from '../../../../lib/analyzer/rules/flagger/owned-object.js';
import { deployment, doc, findings } from '../../rule-tester.js';

const canary = (spec: object = {}) =>
  doc('Canary flagger.app/v1beta1', 'a/web', {
    spec: { targetRef: { kind: 'Deployment', name: 'web' }, service: { port: 80 }, ...spec },
  });
const OWNED = [
  ['Service v1', 'web'],
  ['Service v1', 'web-canary'],
  ['Service v1', 'web-primary'],
  ['Deployment apps/v1', 'web-primary'],
  ['VirtualService networking.istio.io/v1', 'web'],
  ['DestinationRule networking.istio.io/v1', 'web-canary'],
  ['DestinationRule networking.istio.io/v1', 'web-primary'],
] as const;

describe('owned-object', () => {
  it('names the Canary', () => {
    expect(findings(ownedObject, canary() + doc('Service v1', 'a/web'))).toEqual([
      'TM4403 at test.yaml:4 (Service a/web): Flagger makes it for Canary "web". Leave the object out, and say what it should be in `spec.service` of the Canary.',
    ]);
  });

  it.each(OWNED)('refuses %s %s, and accepts it in another namespace', (type, name) => {
    expect(findings(ownedObject, canary() + doc(type, `a/${name}`))).toHaveLength(1);
    expect(findings(ownedObject, canary() + doc(type, `b/${name}`))).toEqual([]);
  });

  it('follows the name of the Service', () => {
    const named = canary({ service: { name: 'ui' } });
    expect(findings(ownedObject, named + doc('Service v1', 'a/ui'))).toHaveLength(1);
    expect(findings(ownedObject, named + doc('Service v1', 'a/web'))).toEqual([]);
  });

  it('follows the provider', () => {
    const route = doc('HTTPRoute gateway.networking.k8s.io/v1', 'a/web');
    const virtual = doc('VirtualService networking.istio.io/v1', 'a/web');
    expect(findings(ownedObject, canary({ provider: 'gatewayapi:v1' }) + route)).toHaveLength(1);
    expect(findings(ownedObject, canary({ provider: 'gatewayapi:v1' }) + virtual)).toEqual([]);
    expect(findings(ownedObject, canary({ provider: 'kubernetes' }) + virtual)).toEqual([]);
    expect(findings(ownedObject, canary() + route)).toEqual([]);
  });

  it('is silent for the target, and for a Service that is the target', () => {
    expect(findings(ownedObject, canary() + deployment('a/web', { app: 'web' }))).toEqual([]);
    expect(
      findings(ownedObject, canary({ targetRef: { kind: 'Service', name: 'web' } }) + doc('Service v1', 'a/web')),
    ).toEqual([]);
  });
});
