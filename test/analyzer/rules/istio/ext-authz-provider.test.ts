import { extAuthzProvider } from '../../../../lib/analyzer/rules/istio/ext-authz-provider.js';
import { doc, findings, istiod } from '../../rule-tester.js';

const policy = (name: string, action = 'CUSTOM') =>
  doc('AuthorizationPolicy security.istio.io/v1', 'ingress/sign-in', {
    spec: { action, provider: { name }, rules: [{}] },
  });
const mesh = (...extensionProviders: object[]) => istiod({ meshConfig: { extensionProviders } });

describe('ext-authz-provider', () => {
  it('names the provider that is missing', () => {
    expect(findings(extAuthzProvider, mesh() + policy('proxy'))).toEqual([
      'TM4104 at test.yaml:4 (AuthorizationPolicy ingress/sign-in): spec.provider.name: the mesh configuration has no external authorization provider "proxy". Add an `envoyExtAuthzHttp` or `envoyExtAuthzGrpc` provider of this name to `meshConfig.extensionProviders`.',
    ]);
  });

  it('refuses a provider of another type', () => {
    expect(findings(extAuthzProvider, mesh({ name: 'proxy', prometheus: {} }) + policy('proxy'))).toHaveLength(1);
  });

  it('accepts both forms of external authorization', () => {
    for (const form of ['envoyExtAuthzHttp', 'envoyExtAuthzGrpc']) {
      expect(findings(extAuthzProvider, mesh({ name: 'proxy', [form]: {} }) + policy('proxy'))).toEqual([]);
    }
  });

  it('finds a provider that valuesFrom brings', () => {
    const values = 'meshConfig: { extensionProviders: [{ name: proxy, envoyExtAuthzHttp: {} }] }';
    const map = doc('ConfigMap v1', 'flux-system/mesh', { data: { 'values.yaml': values } });
    const plane = istiod({}, { valuesFrom: [{ kind: 'ConfigMap', name: 'mesh' }] });
    expect(findings(extAuthzProvider, map + plane + policy('proxy'))).toEqual([]);
    expect(findings(extAuthzProvider, plane + policy('proxy'))).toHaveLength(1);
  });

  it('is silent for other actions, and where no control plane is known', () => {
    expect(findings(extAuthzProvider, mesh() + policy('proxy', 'DENY'))).toEqual([]);
    expect(findings(extAuthzProvider, policy('proxy'))).toEqual([]);
  });
});
