import { severalCustomProviders } from '../../../../lib/analyzer/rules/istio/several-custom-providers.js';
import { deployment, doc, findings, istiod } from '../../rule-tester.js';

const policy = (place: string, provider: string, spec: object = {}) =>
  doc('AuthorizationPolicy security.istio.io/v1', place, {
    spec: { action: 'CUSTOM', provider: { name: provider }, rules: [{}], ...spec },
  });
const select = (labels: Record<string, string>) => ({ selector: { matchLabels: labels } });
const gateway = deployment('ingress/shared', { istio: 'shared', app: 'shared' });
const two =
  policy('ingress/a', 'proxy-a', select({ istio: 'shared' })) +
  policy('ingress/b', 'proxy-b', select({ app: 'shared' }));

describe('several-custom-providers', () => {
  it('names both providers where two policies select one pod', () => {
    expect(findings(severalCustomProviders, gateway + two)).toEqual([
      'TM4105 at test.yaml:6 (AuthorizationPolicy ingress/b): spec.provider.name: provider "proxy-b" is the second one of a workload that a (test.yaml:4) gives "proxy-a". Set `env.PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS: "true"` in the values of istiod, or keep to one provider.',
    ]);
  });

  it('follows the switch of istiod, which must be a text', () => {
    const plane = (value: string) => istiod({ env: { PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS: value } });
    expect(findings(severalCustomProviders, plane('true') + gateway + two)).toEqual([]);
    expect(findings(severalCustomProviders, plane('false') + gateway + two)).toHaveLength(1);
  });

  it('sees a policy of the root namespace everywhere', () => {
    const all = policy('istio-system/all', 'proxy-b');
    const one = policy('ingress/a', 'proxy-a', select({ istio: 'shared' }));
    expect(findings(severalCustomProviders, gateway + one + all)).toHaveLength(1);
  });

  it('compares selectors and targets where no pod is known', () => {
    const labels = select({ istio: 'x' });
    const target = { targetRefs: [{ kind: 'Gateway', name: 'web' }] };
    expect(findings(severalCustomProviders, policy('i/a', 'p', labels) + policy('i/b', 'q', labels))).toHaveLength(1);
    expect(findings(severalCustomProviders, policy('i/a', 'p', target) + policy('i/b', 'q', target))).toHaveLength(1);
  });

  it('is silent for one provider, other pods and other namespaces', () => {
    const labels = select({ istio: 'x' });
    expect(findings(severalCustomProviders, policy('i/a', 'p', labels) + policy('i/b', 'p', labels))).toEqual([]);
    expect(findings(severalCustomProviders, policy('i/a', 'p', labels) + policy('j/b', 'q', labels))).toEqual([]);
    const other = deployment('ingress/other', { istio: 'other' });
    const apart =
      policy('ingress/a', 'p', select({ istio: 'shared' })) + policy('ingress/b', 'q', select({ istio: 'other' }));
    expect(findings(severalCustomProviders, gateway + other + apart)).toEqual([]);
  });
});
