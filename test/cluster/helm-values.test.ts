import { chartValues } from '../../lib/imports/schemas.js';
import { isMap, listOf, mapAt, textOf, type ManifestSet } from '../../lib/manifest/index.js';
import type { JsonObject, JsonValue, KubeObject } from '../../lib/model/index.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { judgeReleases, knownChart, unnamedValues, type ReleaseVerdict } from './harness/helm-values.js';
import { manifestsOf } from './harness/manifests-of.js';
import { openTally } from './harness/tally.js';
import { rootCertificate } from './harness/x509.js';

const ROOT = rootCertificate('mesh root, with a comma', 1).text;
const SIGNERS = ['platform', 'tenant-a', 'tenant-b'].map((signer) => `issuers.cert-manager.io/istio-system.${signer}`);

const tally = openTally('helm-values', 'values of every HelmRelease, composed and held to its chart');

describe.each([
  { cluster: 'metal-prod', add: addMetalProd },
  { cluster: 'eks-prod', add: addEksProd },
])('the releases of $cluster', ({ cluster, add }) => {
  const set = manifestsOf(cluster, add);
  const releases = objectsOf(set, 'HelmRelease');
  const sources = objectsOf(set, 'OCIRepository');
  const held = heldBy(set, releases);
  const verdicts = judgeReleases(releases, sources, held);
  tally.count(verdicts.length);

  it('get values from all that they refer to, and pass the schemas of their charts', () => {
    expect(verdicts.length).toBeGreaterThan(5);
    expect(verdicts.filter(({ error, refused }) => error !== undefined || refused !== undefined)).toEqual([]);
  });

  it('hold every value that valuesFrom gives, after the inline values', () => {
    const referring = releases.filter((release) => references(release).length > 0);
    expect(referring.map(({ metadata }) => metadata.name)).toContain('istiod');
    for (const release of referring) {
      const { values = {} } = verdictOf(verdicts, release);
      for (const { targetPath } of references(release)) {
        if (textOf(targetPath) === undefined) continue;
        expect([release.metadata.name, targetPath, valueAt(values, textOf(targetPath) ?? '')]).toEqual([
          release.metadata.name,
          targetPath,
          ROOT,
        ]);
      }
    }
  });

  it('name the signers of the mesh and the root in one entry for istiod', () => {
    const istiod = verdicts.find(({ name }) => name === 'istiod');
    const [first, ...rest] = listOf(mapAt(istiod?.values, 'meshConfig')['caCertificates']).map((one) => mapAt(one));
    expect(rest).toEqual([]);
    expect(Object.keys(first ?? {}).sort()).toEqual(['certSigners', 'pem']);
    expect([...listOf(first?.['certSigners'])].sort()).toEqual(SIGNERS);
    expect(first?.['pem']).toBe(ROOT);
    expect(mapAt(istiod?.values, 'meshConfig')['trustDomain']).toBe('cluster.local');
  });

  it('set only values that the defaults of the charts name, but for those that were looked up by hand', () => {
    const unnamed = releases.flatMap((release) => {
      const chart = knownChart(release, sources);
      const { values = {} } = verdictOf(verdicts, release);
      if (chart === undefined) return [`${release.metadata.name ?? ''}: its chart is not known`];
      return unnamedValues(values, defaultsOf(chart)).map((path) => `${chart}: ${path}`);
    });
    expect([...new Set(unnamed)].sort().join('\n')).toMatchSnapshot();
  });
});

describe('a release that is wrong on purpose', () => {
  const set = manifestsOf('metal-prod', addMetalProd);
  const releases = objectsOf(set, 'HelmRelease');
  const sources = objectsOf(set, 'OCIRepository');
  const held = heldBy(set, releases);
  const judge = (name: string, change: (spec: JsonObject) => JsonObject, objects = held): ReleaseVerdict => {
    const release = releases.find(({ metadata }) => metadata.name === name);
    if (release === undefined) throw new Error(`there is no release ${name}`);
    const [verdict] = judgeReleases([{ ...release, spec: change(mapAt(release['spec'])) }], sources, objects);
    if (verdict === undefined) throw new Error('there is no verdict');
    tally.count(1, 1);
    return verdict;
  };

  it('loses a value at a path that inline values set too', () => {
    const reference = {
      kind: 'ConfigMap',
      name: 'istiod-signers',
      targetPath: 'meshConfig.trustDomain',
      literal: true,
    };
    const { values } = judge('istiod', (spec) => ({ ...spec, valuesFrom: [...listOf(spec['valuesFrom']), reference] }));
    expect(mapAt(values, 'meshConfig')['trustDomain']).toBe('cluster.local');
  });

  it('loses the signers when the root comes first', () => {
    const { values } = judge('istiod', (spec) => ({ ...spec, valuesFrom: [...listOf(spec['valuesFrom'])].reverse() }));
    expect(mapAt(values, 'meshConfig')['caCertificates']).toEqual([{ pem: ROOT }]);
  });

  it('has no values while an object is missing that it refers to', () => {
    expect(judge('istiod', (spec) => spec, []).error).toContain("chart values reference 'flux-system/istiod-signers'");
  });

  it('is refused by the schema of its chart', () => {
    const { refused } = judge('cert-manager', (spec) => ({ ...spec, values: { crds: { enabled: 'yes' } } }));
    expect(refused).toContain("at '/crds/enabled': got string, want boolean");
  });
});

function objectsOf(set: ManifestSet, kind: string): readonly KubeObject[] {
  const entries = set.all({ layer: 'written' });
  return entries.map(({ object }) => object).filter((object) => object.kind === kind);
}

function references(release: KubeObject): readonly JsonObject[] {
  return listOf(mapAt(release['spec'])['valuesFrom']).map((one) => mapAt(one));
}

/** Objects that releases refer to: those of the tree, and the public part of the root, which trust-manager publishes. */
function heldBy(set: ManifestSet, releases: readonly KubeObject[]): readonly KubeObject[] {
  const written = objectsOf(set, 'ConfigMap');
  const published = releases.flatMap((release) =>
    references(release).flatMap(({ kind, name, valuesKey }): readonly KubeObject[] => {
      const metadata = { name: textOf(name) ?? '', namespace: release.metadata.namespace };
      const inTree = written.some((one) => one.metadata.name === name && one.metadata.namespace === metadata.namespace);
      if (inTree) return [];
      return [{ apiVersion: 'v1', kind: textOf(kind) ?? '', metadata, data: { [textOf(valuesKey) ?? '']: ROOT } }];
    }),
  );
  return [...written, ...published];
}

function verdictOf(verdicts: readonly ReleaseVerdict[], { metadata }: KubeObject): ReleaseVerdict {
  const found = verdicts.find(({ name }) => name === metadata.name);
  if (found === undefined) throw new Error(`no verdict on ${metadata.name ?? ''}`);
  return found;
}

function valueAt(values: JsonObject, path: string): JsonValue | undefined {
  let at: JsonValue | undefined = values;
  for (const key of path.match(/[^.[\]]+/g) ?? []) {
    if (Array.isArray(at)) at = listOf(at)[Number(key)];
    else at = isMap(at) ? at[key] : undefined;
  }
  return at;
}

/** Istio's charts keep their defaults below one key and merge them into the top level. */
function defaultsOf(chart: string): JsonObject {
  const { _internal_defaults_do_not_set: inner, ...outer } = chartValues(chart);
  return { ...outer, ...mapAt(inner) };
}
