import { orderOf } from '../../../lib/gitops/index.js';
import { KEYS } from '../../../lib/model/index.js';
import { manifest, release, small } from './small.js';

const TENANT = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n  labels:\n    ${KEYS.role}: tenant\n`;
const BINDING = manifest('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'guard');
const VALUES = '  valuesFrom:\n    - kind: ConfigMap\n      name: mesh-root\n';
const GATEWAY = manifest('gateway.networking.k8s.io/v1', 'Gateway', 'g', 'web', 'spec:\n  gatewayClassName: istio\n');

type Units = Parameters<typeof small>[0];

/** Messages of a few units, and of the same ones where the second waits for the first. */
function messages(units: Units): { readonly loose: readonly string[]; readonly ordered: readonly string[] } {
  const [first = ''] = Object.keys(units);
  const ordered = Object.fromEntries(
    Object.entries(units).map(([unit, one]) => [unit, unit === first ? one : { ...one, after: first }]),
  );
  const found = (of: Units): readonly string[] => orderOf(small(of)).findings.map(({ message }) => message);
  return { loose: found(units), ordered: found(ordered) };
}

describe('what must come first on a platform', () => {
  it.each<[string, Units, string]>([
    [
      'the root that istiod reads',
      {
        trust: { text: manifest('trust.cert-manager.io/v1alpha1', 'Bundle', 'mesh-root') },
        mesh: { text: release('istiod', 'istio-system', VALUES) },
      },
      'its values come from it: it needs Bundle mesh-root, and Kustomization mesh does not wait for trust',
    ],
    [
      'values of a release',
      {
        values: { text: manifest('v1', 'ConfigMap', 'mesh-root', 'flux-system') },
        mesh: { text: release('istiod', 'istio-system', VALUES) },
      },
      'its values come from it: it needs ConfigMap flux-system/mesh-root, and Kustomization mesh does not wait for values',
    ],
    [
      'policies before a namespace of a tenant',
      { configs: { text: BINDING }, web: { text: TENANT } },
      'admission policies must be in force before anything of a tenant: it needs ValidatingAdmissionPolicyBinding guard, and Kustomization web does not wait for configs',
    ],
    [
      'istiod before a Gateway of the Gateway API',
      { mesh: { text: release('istiod', 'istio-system') }, web: { text: GATEWAY } },
      'pods of the mesh start only with istiod in place: it needs HelmRelease flux-system/istiod, and Kustomization web does not wait for mesh',
    ],
    [
      'a pool before a Gateway of the Gateway API',
      { pools: { text: manifest('metallb.io/v1beta1', 'IPAddressPool', 'p', 'metallb') }, web: { text: GATEWAY } },
      'it waits for an address of a pool: it needs IPAddressPool metallb/p, and Kustomization web does not wait for pools',
    ],
  ])('%s', (_name, units, message) => {
    expect(messages(units)).toEqual({ loose: [message], ordered: [] });
  });

  it('is nothing where values are optional, or a Gateway is of another class, or a namespace is of the platform', () => {
    const optional = VALUES.replace('mesh-root', 'mesh-root\n      optional: true');
    expect(
      messages({
        mesh: { text: release('istiod', 'istio-system', optional) },
        trust: { text: `${manifest('trust.cert-manager.io/v1alpha1', 'Bundle', 'mesh-root')}---\n${BINDING}` },
        web: { text: `${GATEWAY.replace('istio', 'other')}---\n${TENANT.replace('tenant\n', 'platform\n')}` },
      }).loose,
    ).toEqual([]);
  });
});

describe('the timeout of a Kustomization', () => {
  const canary = (analysis: string): string =>
    manifest(
      'flagger.app/v1beta1',
      'Canary',
      'c',
      'web',
      `spec:\n  progressDeadlineSeconds: 120\n  analysis:\n    interval: 1m\n${analysis}`,
    );
  const chained = `${release('one', 'web')}---\n${release('two', 'web', '  timeout: 10m\n  dependsOn:\n    - name: one\n')}`;

  it.each([
    ['weights by steps', canary('    maxWeight: 50\n    stepWeight: 10\n'), '6m', '7m'],
    ['a list of weights', canary('    stepWeights: [1, 10, 50]\n    stepWeightPromotion: 50\n'), '6m', '7m'],
    ['iterations', canary('    iterations: 10\n'), '11m', '12m'],
    ['releases in a row', chained, '14m', '15m'],
  ])('is too short below steps by interval and deadline: %s', (_name, text, short, enough) => {
    const { findings } = orderOf(small({ web: { text, timeout: short } }));
    expect(findings).toMatchObject([
      {
        code: 'TM5304',
        field: 'spec.timeout',
        message: `it gives up after ${short}, and what it waits for may take ${enough}`,
        remedy: `Give unit "web" the timeout ${enough}, or leave its timeout out.`,
      },
    ]);
    expect(orderOf(small({ web: { text, timeout: enough } })).findings).toEqual([]);
  });
});
