import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare, loadManifests, type ManifestSet } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';

/** The clusters of a tree that synth wrote, one set each. */
export function loadTree(root: string): readonly ManifestSet[] {
  const folder = join(root, 'clusters');
  const clusters = existsSync(folder) ? readdirSync(folder).sort(compare) : [];
  if (clusters.length === 0) {
    throw new MeshError({
      code: 'TM5114',
      where: root,
      what: 'no cluster is there: the tree has no folder `clusters` with anything in it',
      remedy: 'Give the directory that synth wrote, or a checkout of the repository.',
    });
  }
  return clusters.map((name) => {
    const folders = [join(folder, name), join(root, 'manifests', name)].filter((path) => existsSync(path));
    return loadManifests(folders, { name });
  });
}
