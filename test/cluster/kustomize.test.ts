import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MeshApp } from 'tenant-mesh';
import { substitutionForm } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { kustomizeBuild } from './harness/kustomize-build.js';
import { manifestsOf } from './harness/manifests-of.js';
import { openTally } from './harness/tally.js';
import { withTree } from './harness/with-tree.js';

const CLUSTERS: readonly (readonly [name: string, add: (app: MeshApp) => unknown])[] = [
  ['metal-prod', addMetalProd],
  ['eks-prod', addEksProd],
];
const MARKER = /newTag: \S+ # \{"\$imagepolicy": "flux-system:[a-z0-9-]+:tag"\}/g;

const tally = openTally('kubectl', 'kustomize: every root builds, every unit to what was meant');

function sorted(objects: readonly KubeObject[]): readonly KubeObject[] {
  const key = ({ apiVersion, kind, metadata }: KubeObject): string =>
    [apiVersion, kind, metadata.namespace ?? '', metadata.name].join('/');
  return [...objects].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

describe.each(CLUSTERS)('kustomize build of the tree of %s', (name, add) => {
  const set = manifestsOf(name, add);

  it('gives for every unit the objects that were meant', async () => {
    await withTree(add, (folder) => {
      for (const { path } of set.units) {
        const entries = set.inUnit(path);
        // Where the unit leaves facts to Flux, the files hold variables in their place.
        const substitutes = entries.some(({ side }) => side.size > 0);
        const meant = entries.map((entry) => (substitutes ? substitutionForm(entry) : entry.object));
        const built = kustomizeBuild(join(folder, 'manifests', name, path));
        expect(built).toHaveLength(meant.length);
        tally.count(built.length);
        expect(JSON.parse(JSON.stringify(sorted(built)))).toEqual(JSON.parse(JSON.stringify(sorted(meant))));
      }
      return Promise.resolve();
    });
  });

  it('builds every other root, and leaves the markers of image automation in the sources', async () => {
    await withTree(add, (folder) => {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const roots = files.filter((file) => file.endsWith('kustomization.yaml')).map((file) => join(folder, file));
      expect(roots.length).toBeGreaterThan(set.units.length);
      const units = new Set(set.units.map(({ path }) => join(folder, 'manifests', name, path)));
      const others = roots.map((root) => dirname(root)).filter((root) => !units.has(root));
      expect(others.length).toBeGreaterThan(0);
      for (const other of others) expect(() => kustomizeBuild(other)).not.toThrow();
      const markers = roots.flatMap((root) => readFileSync(root, 'utf8').match(MARKER) ?? []);
      expect(markers).toHaveLength(set.units.flatMap(({ images }) => images).length);
      return Promise.resolve();
    });
  });
});

describe('a root that names a file that is not there', () => {
  it('does not build, so that silence means something', async () => {
    await withTree(addMetalProd, (folder) => {
      const missing = join(folder, 'manifests/metal-prod/infrastructure');
      expect(() => kustomizeBuild(missing)).toThrow('unable to find one of');
      tally.count(1, 1);
      return Promise.resolve();
    });
  });
});
