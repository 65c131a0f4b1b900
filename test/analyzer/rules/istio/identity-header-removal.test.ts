import { identityHeaderRemoval } from '../../../../lib/analyzer/rules/istio/identity-header-removal.js';
import { deployment, doc, findings } from '../../rule-tester.js';

const gateway = doc('Gateway networking.istio.io/v1', 'ingress/shared', { spec: { selector: { istio: 'shared' } } });
const custom = (place = 'ingress/sign-in', action = 'CUSTOM') =>
  doc('AuthorizationPolicy security.istio.io/v1', place, {
    spec: { action, selector: { matchLabels: { istio: 'shared' } }, provider: { name: 'proxy' } },
  });
const remove = (...names: string[]) => ({ headers: { request: { remove: names } } });
const route = (http: object, gateways: readonly string[] = ['ingress/shared'], place = 'a/web') =>
  doc('VirtualService networking.istio.io/v1', place, { spec: { gateways, http: [http] } });

describe('identity-header-removal', () => {
  it('names the header and the gateway', () => {
    expect(
      findings(identityHeaderRemoval, gateway + custom() + route(remove('X-Auth-Request-Email', 'x-debug'))),
    ).toEqual([
      'TM4107 at test.yaml:6 (VirtualService a/web): spec.http[0].headers.request.remove: "X-Auth-Request-Email" is removed behind the external authorization of gateway ingress/shared. Remove identity headers with an EnvoyFilter that stands ahead of the external authorization filter.',
    ]);
  });

  it('looks at destinations, at names in the own namespace, and at what Flagger makes', () => {
    const below = { route: [{ destination: { host: 'web' }, ...remove('authorization') }] };
    expect(findings(identityHeaderRemoval, gateway + custom() + route(below))).toHaveLength(1);
    expect(
      findings(identityHeaderRemoval, gateway + custom() + route(remove('authorization'), ['shared'], 'ingress/web')),
    ).toHaveLength(1);
    const canary = doc('Canary flagger.app/v1beta1', 'a/web', {
      spec: {
        targetRef: { name: 'web' },
        service: { port: 80, gateways: ['ingress/shared'], ...remove('authorization') },
      },
    });
    expect(findings(identityHeaderRemoval, gateway + custom() + canary)).toHaveLength(1);
  });

  it('knows the gateway by its pods', () => {
    const elsewhere = deployment('edge/shared', { istio: 'shared' });
    const removing = route(remove('authorization'));
    expect(findings(identityHeaderRemoval, gateway + custom('edge/sign-in') + elsewhere + removing)).toHaveLength(1);
    expect(findings(identityHeaderRemoval, gateway + custom('ingress/sign-in') + elsewhere + removing)).toEqual([]);
  });

  it('is silent without a check, inside the mesh, and for other headers', () => {
    expect(
      findings(identityHeaderRemoval, gateway + custom(undefined, 'ALLOW') + route(remove('authorization'))),
    ).toEqual([]);
    expect(findings(identityHeaderRemoval, gateway + custom() + route(remove('authorization'), ['mesh']))).toEqual([]);
    expect(findings(identityHeaderRemoval, gateway + custom() + route(remove('x-authorization')))).toEqual([]);
  });
});
