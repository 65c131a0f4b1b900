import { findingsOf } from '../../../../lib/analyzer/index.js';
import { unitOrder } from '../../../../lib/analyzer/rules/flux/unit-order.js';
import { ManifestSet, parseManifests, type ManifestEntry } from '../../../../lib/manifest/index.js';
import { doc, findings, setOf } from '../../rule-tester.js';

const unit = (name: string, ...dependsOn: string[]) =>
  doc('Kustomization kustomize.toolkit.fluxcd.io/v1', `flux-system/${name}`, {
    spec: { path: `./manifests/prod/${name}`, dependsOn: dependsOn.map((each) => ({ name: each })) },
  });
const crd = doc('CustomResourceDefinition apiextensions.k8s.io/v1', 'gateways.networking.istio.io', {
  spec: { group: 'networking.istio.io', names: { kind: 'Gateway' } },
});
const gateway = doc('Gateway networking.istio.io/v1', 'ingress/shared');
const map = doc('ConfigMap v1', 'a/x');
const parts = (units: Readonly<Record<string, string>>) =>
  Object.entries(units)
    .map(([path, text]) => `# unit: ${path}\n${text}`)
    .join('');

describe('unit-order', () => {
  it('names both units', () => {
    const set = unit('crds') + unit('configs') + parts({ crds: crd, configs: gateway });
    expect(findings(unitOrder, set)).toEqual([
      'TM4306 at test.yaml:10 (Gateway ingress/shared): unit "configs" does not depend on "crds", which brings its kind. Let the unit depend, directly or not, on the one that brings the kind.',
    ]);
  });

  it('follows dependencies all the way, and takes no cycle for ever', () => {
    const through = unit('crds') + unit('middle', 'crds') + unit('configs', 'middle');
    expect(findings(unitOrder, through + parts({ crds: crd, middle: map, configs: gateway }))).toEqual([]);
    expect(findings(unitOrder, through + parts({ crds: crd, configs: gateway }))).toEqual([]);
    const cycle = unit('crds') + unit('a', 'b') + unit('b', 'a');
    expect(findings(unitOrder, cycle + parts({ crds: crd, a: gateway, b: map }))).toHaveLength(1);
  });

  it('does not take the wrong direction for an order', () => {
    const set = unit('crds', 'configs') + unit('configs') + parts({ crds: crd, configs: gateway });
    expect(findings(unitOrder, set)).toHaveLength(1);
  });

  it('accepts a definition in the unit itself, since Flux applies it first', () => {
    expect(findings(unitOrder, unit('one') + parts({ one: crd + gateway }))).toEqual([]);
  });

  it('is silent for kinds that nobody here brings', () => {
    expect(findings(unitOrder, unit('configs') + parts({ configs: gateway }))).toEqual([]);
  });

  it('refuses an object whose namespace waits for its unit, for neither is ever applied', () => {
    const namespace = doc('Namespace v1', 'a');
    const [names, apart] = [unit('names', 'middle'), unit('configs')];
    const middle = unit('middle', 'configs');
    const rest = parts({ names: namespace, middle: doc('ConfigMap v1', 'b/x'), configs: map });
    expect(findings(unitOrder, names + middle + apart + rest)).toEqual([
      expect.stringMatching(
        /^TM4306 at test.yaml:\d+ \(ConfigMap a\/x\): unit "configs" needs its namespace, which "names" makes, and "names" waits for "configs". Put the object into unit "names" or one after it.$/,
      ),
    ]);
    for (const fine of [
      unit('names') + middle + apart + rest,
      unit('names') + unit('configs', 'names') + parts({ names: namespace, configs: map }),
      apart + parts({ configs: map + namespace }),
    ]) {
      expect(findings(unitOrder, fine)).toEqual([]);
    }
  });

  it('wants the unit of a chart before, not beside', () => {
    const set = setOf(
      unit('charts') +
        unit('configs', 'charts') +
        parts({
          charts: doc('HelmRelease helm.toolkit.fluxcd.io/v2', 'flux-system/istio-base') + map,
          configs: gateway,
        }),
    );
    const [written] = parseManifests(crd, 'crd.yaml');
    const made = (entry: ManifestEntry, path: string): ManifestEntry => ({
      ...entry,
      origin: { kind: 'construct', path },
    });
    const entries = (where: string): readonly ManifestEntry[] => [
      ...set
        .all()
        .map((entry) => (entry.id.kind === 'HelmRelease' ? made(entry, 'app/base/Release') : entry))
        .map((entry) => (entry.id.kind === 'Gateway' ? { ...entry, unit: where } : entry)),
      ...(written === undefined ? [] : [made({ ...written, layer: 'predicted' }, 'app/base')]),
    ];
    const run = (where: string) =>
      findingsOf(unitOrder, new ManifestSet({ name: 'test', entries: entries(where) })).map(({ message }) => message);
    expect(run('configs')).toEqual([]);
    expect(run('charts')).toEqual(['unit "charts" holds it beside the chart that brings its kind']);
  });
});
