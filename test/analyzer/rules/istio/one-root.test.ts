import { oneRoot } from '../../../../lib/analyzer/rules/istio/one-root.js';
import { doc, findings, istiod } from '../../rule-tester.js';

const root = (pem: string, ...certSigners: string[]) => ({ pem, certSigners });
const mesh = (...caCertificates: object[]) => istiod({ meshConfig: { caCertificates } });

describe('one-root', () => {
  it('refuses trust in all roots together', () => {
    expect(findings(oneRoot, istiod({ env: { ISTIO_MULTIROOT_MESH: 'true' } }))).toEqual([
      'TM4111 at test.yaml:2 (HelmRelease flux-system/istiod): spec.values.env.ISTIO_MULTIROOT_MESH: every proxy would trust the roots of all tenants. Keep one root with an intermediate for each tenant, and list every signer in its one entry.',
    ]);
    expect(findings(oneRoot, istiod({ env: { ISTIO_MULTIROOT_MESH: 'false' } }))).toEqual([]);
  });

  it('refuses several roots, and a signer of two of them', () => {
    expect(findings(oneRoot, mesh(root('a', 's/a'), root('b', 's/b', 's/a')))).toEqual([
      'TM4111 at test.yaml:2 (HelmRelease flux-system/istiod): meshConfig.caCertificates: the mesh has 2 roots. Keep one root with an intermediate for each tenant, and list every signer in its one entry.',
      'TM4111 at test.yaml:2 (HelmRelease flux-system/istiod): meshConfig.caCertificates[1].certSigners: signer "s/a" stands in entry 0 already, and istiod picks one by chance. Keep one root with an intermediate for each tenant, and list every signer in its one entry.',
    ]);
  });

  it('merges what valuesFrom brings, as Flux does', () => {
    const values = 'meshConfig: { caCertificates: [{ certSigners: [s/a] }] }';
    const map = doc('ConfigMap v1', 'flux-system/signers', { data: { 'values.yaml': values } });
    const reference = { kind: 'ConfigMap', name: 'root', valuesKey: 'ca.crt' };
    const pem = (at: number) => ({ ...reference, targetPath: `meshConfig.caCertificates[${at}].pem` });
    const from = (at: number) => istiod({}, { valuesFrom: [{ kind: 'ConfigMap', name: 'signers' }, pem(at)] });
    expect(findings(oneRoot, map + from(0))).toEqual([]);
    expect(findings(oneRoot, map + from(1))).toHaveLength(1);
  });

  it('reads no other release, and lets inline lists replace those before', () => {
    const other = doc('HelmRelease helm.toolkit.fluxcd.io/v2', 'flux-system/flagger', {
      spec: { values: { env: { ISTIO_MULTIROOT_MESH: 'true' } } },
    });
    expect(findings(oneRoot, other)).toEqual([]);
    const two = doc('ConfigMap v1', 'flux-system/two', {
      data: { 'values.yaml': 'meshConfig: { caCertificates: [{}, {}] }' },
    });
    const valuesFrom = [{ kind: 'ConfigMap', name: 'two' }];
    expect(findings(oneRoot, two + istiod({}, { valuesFrom }))).toHaveLength(1);
    expect(findings(oneRoot, two + istiod({ meshConfig: { caCertificates: [{}] } }, { valuesFrom }))).toEqual([]);
  });
});
