import { addMatchers } from '../../lib/testing/index.js';
import { namespace, object, policy, setOf, workload } from '../access/manifests.js';

addMatchers(expect);

const TENANT = (name: string): string => namespace(name, `{istio-injection: enabled, tenant-mesh.io/tenant: ${name}}`);
const PAIR = [TENANT('a'), TENANT('b'), workload('ui', 'a'), workload('api', 'b')];
const OPEN = setOf(...PAIR);
const CLOSED = setOf(
  ...PAIR,
  object('networking.k8s.io/v1', 'NetworkPolicy', 'none', 'b', '{podSelector: {}, policyTypes: [Ingress]}'),
);
const HOP = setOf(
  ...PAIR,
  workload('hub', 'a'),
  namespace('c'),
  workload('relay', 'c'),
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'relay',
    'b',
    '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: c}}}]}]}',
  ),
);
const CALL = { from: 'a/ui', to: 'svc:b/api:80' };
const ENDS = { from: { kind: 'tenant', tenant: 'a' }, to: { kind: 'tenant', tenant: 'b' } } as const;

describe('matchers', () => {
  it('tell allowed from refused', () => {
    expect(OPEN).toAllow(CALL);
    expect(OPEN).not.toDeny(CALL);
    expect(CLOSED).toDeny(CALL);
    expect(CLOSED).not.toAllow(CALL);
  });

  it('show the trail where they fail', () => {
    expect(() => expect(CLOSED).toAllow(CALL)).toThrow(
      'NO network-ingress: no NetworkPolicy opens the way into port 8080 of b/api [NetworkPolicy b/none at test.yaml:',
    );
    expect(() => expect(OPEN).toDeny(CALL)).toThrow('The call should be refused.\nALLOW: a/ui -> service b/api:80');
  });

  it('tell whether sets reach each other, with a witness', () => {
    expect(OPEN).toBeReachableFrom(ENDS);
    expect(CLOSED).not.toBeReachableFrom(ENDS);
    expect(() => expect(OPEN).not.toBeReachableFrom(ENDS)).toThrow(
      'No request should get through, but this one does:\na/ui -> b/api:8080 with any request',
    );
    expect(() => expect(CLOSED).toBeReachableFrom(ENDS)).toThrow(
      'Some request should get through, but none does, over ',
    );
  });

  it('find a way over several hops', () => {
    expect(CLOSED).toIsolate('a', 'b');
    expect(HOP).not.toIsolate('a', 'b');
    expect(() => expect(HOP).toIsolate('a', 'b')).toThrow(
      /a reaches b:\na\/\w+ -> c\/relay:8080 with any request[^]*c\/relay -> b\/api:8080/,
    );
    expect(() => expect(CLOSED).not.toIsolate('a', 'b')).toThrow('a should reach b, but nothing of it does');
  });

  it('fail where nothing can be decided, either way round', () => {
    const claims = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'].join(', ');
    const set = setOf(
      ...PAIR,
      policy('p', 'b', `{rules: [{when: [{key: 'request.auth.claims[g]', values: [${claims}]}]}]}`),
      object('security.istio.io/v1', 'RequestAuthentication', 'j', 'b', '{jwtRules: [{issuer: i}]}'),
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'p',
        'b',
        '{podSelector: {}, ingress: [{ports: [{port: 8080}]}]}',
      ),
    );
    expect(() => expect(set).toIsolate('a', 'b')).toThrow('This could not be decided:');
    expect(() => expect(set).not.toBeReachableFrom(ENDS)).toThrow('too many values for one claim or path');
  });

  it('keep the table of who may call whom', () => {
    expect(CLOSED).toMatchAccessSnapshot();
  });

  it('listen to the analyzer', () => {
    expect(OPEN).toHaveNoFindings();
    const canary = `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: ui, namespace: a}
spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: missing}, service: {port: 80}, analysis: {}}`;
    expect(() => expect(setOf(...PAIR, canary)).toHaveNoFindings()).toThrow('The analyzer finds:');
  });
});
