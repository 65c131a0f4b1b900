import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestSet, compare, loadManifests, type ManifestEntry } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';
import { groupMembers } from '../layout/group-members.js';
import { GROUPS } from '../layout/scale.js';
import { SHARED, unitDirectory } from '../paths.js';
import { sharedFoldersOf } from '../publish/cluster-trees.js';

/** The clusters of a tree that synth wrote, one set each. */
export function loadTree(root: string): readonly ManifestSet[] {
  return clustersIn(root).map((name) => clusterSet(root, name));
}

/** Names of the clusters of a tree, sorted; a tree without any is refused. */
export function clustersIn(root: string): readonly string[] {
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
  return clusters;
}

/** A cluster with the units that it shares, each object in the unit by which a Kustomization applies it. */
export function clusterSet(root: string, name: string): ManifestSet {
  const own = [join(root, 'clusters', name), join(root, 'manifests', name)].filter((path) => existsSync(path));
  const shared = [...sharedFoldersOf(root, name)].sort(compare).flatMap((folder) => {
    const unit = folder.slice(unitDirectory(SHARED, '').length);
    return unitEntries(join(root, folder)).map((entry) => ({ ...entry, unit }));
  });
  const groups = groupsIn(join(root, 'manifests', name));
  const entries = [...loadManifests(own, { name }).all(), ...shared];
  return new ManifestSet({
    name,
    entries: entries.map((entry) => ({ ...entry, unit: groups.get(entry.unit) ?? entry.unit })),
  });
}

/** Objects right in a folder; what stands deeper is a unit of its own. */
function unitEntries(folder: string): readonly ManifestEntry[] {
  return existsSync(folder)
    ? loadManifests(folder)
        .all()
        .filter(({ unit }) => unit === '')
    : [];
}

/** Group of each unit whose directory the kustomization of a group lists. */
function groupsIn(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const groups = join(folder, GROUPS);
  for (const name of existsSync(groups) ? readdirSync(groups) : []) {
    const text = readFileSync(join(groups, name, 'kustomization.yaml'), 'utf8');
    for (const unit of groupMembers(`${GROUPS}/${name}`, text)) found.set(unit, `${GROUPS}/${name}`);
  }
  return found;
}
