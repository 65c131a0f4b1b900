import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mapAt, textOf } from '../../manifest/index.js';
import { SHARED, clusterDirectory } from '../paths.js';
import { objectsIn } from './objects.js';
import { ownerOf } from './inventory.js';
import type { Problems } from './problems.js';
import { readBytes, readBytesIfThere } from './tree.js';

const FOLDER = new RegExp(`^(?:\\./)?(manifests/${SHARED}/.+?)/?$`);

/** Folders of shared units that the Kustomizations of a cluster read, in a tree that synth wrote or in a checkout. */
export function sharedFoldersOf(root: string, cluster: string): ReadonlySet<string> {
  const found = new Set<string>();
  const folder = clusterDirectory(cluster);
  if (!existsSync(join(root, folder))) return found;
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    const path = `${folder}/${name.replaceAll('\\', '/')}`;
    if (!path.endsWith('.yaml')) continue;
    for (const shared of sharedFoldersIn(path, readBytes(join(root, path)).toString('utf8'))) found.add(shared);
  }
  return found;
}

/** Folders of shared units that the Kustomizations in a file read. */
export function sharedFoldersIn(path: string, text: string): readonly string[] {
  // Nearly every Kustomization reads a folder of its own cluster, and need not be parsed.
  if (!text.includes(`manifests/${SHARED}/`)) return [];
  return objectsIn(path, text)
    .filter(({ kind }) => kind === 'Kustomization')
    .map((object) => FOLDER.exec(textOf(mapAt(object, 'spec')['path']) ?? '')?.[1])
    .filter((folder) => folder !== undefined);
}

/** Clusters of a tree or of a checkout. */
export function clustersIn(root: string): readonly string[] {
  const folder = join(root, 'clusters');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Whether a file stands right in one of some folders. */
export function isIn(folders: ReadonlySet<string>, path: string): boolean {
  return folders.has(path.slice(0, path.lastIndexOf('/')));
}

/** The paths of a tree that a publish takes: all, or those of some clusters with the shared units that they read. */
export function pickedPaths(
  source: string,
  paths: readonly string[],
  picked: readonly string[] | undefined,
  problems: Problems,
): readonly string[] {
  const known = clustersIn(source);
  for (const name of picked ?? []) if (!known.includes(name)) problems.add(unknownCluster(name, known));
  refuseSeveralSources(source, picked ?? known, problems);
  if (picked === undefined) return paths;
  const shared = new Set(picked.flatMap((cluster) => [...sharedFoldersOf(source, cluster)]));
  if (shared.size > 0) shared.add(`manifests/${SHARED}`);
  return paths.filter((path) => picked.includes(ownerOf(path)) || isIn(shared, path));
}

/** Folders of shared units that clusters read whose trees stay as they are. */
export function sharedByOthers(root: string, published: ReadonlySet<string>): ReadonlySet<string> {
  const others = clustersIn(root).filter((cluster) => !published.has(cluster));
  const found = new Set(others.flatMap((cluster) => [...sharedFoldersOf(root, cluster)]));
  if (found.size > 0) found.add(`manifests/${SHARED}`);
  return found;
}

/** Where a tree says what its cluster reads it from: the comment for the CLI, the source, or the FluxInstance. */
const SOURCE_FILES = ['gotk-sync.yaml', 'source.yaml', 'flux-instance.yaml'] as const;
const URL = /(?:--url=|^ +url: )(\S+)/m;

/** One checkout is one repository, so clusters that read several are published one by one. */
function refuseSeveralSources(source: string, clusters: readonly string[], problems: Problems): void {
  const urls = new Map<string, string>();
  for (const cluster of clusters) {
    for (const name of SOURCE_FILES) {
      const bytes = readBytesIfThere(join(source, clusterDirectory(cluster), 'flux-system', name));
      const url = bytes === undefined ? undefined : URL.exec(bytes.toString('utf8'))?.[1];
      if (url !== undefined) urls.set(cluster, url);
    }
  }
  const [first, ...others] = [...urls];
  const other = others.find(([, url]) => url !== first?.[1]);
  if (first === undefined || other === undefined) return;
  problems.add({
    code: 'TM5116',
    where: clusterDirectory(other[0]),
    what: `cluster "${other[0]}" reads ${other[1]}, and cluster "${first[0]}" reads ${first[1]}`,
    remedy: 'Publish each into its own checkout: name the clusters of one with --cluster.',
  });
}

function unknownCluster(name: string, known: readonly string[]) {
  return {
    code: 'TM5114',
    where: clusterDirectory(name),
    what: `the tree has no cluster of this name, but ${known.length === 0 ? 'none at all' : known.join(', ')}`,
    value: name,
    remedy: 'Name a cluster of the program.',
  } as const;
}
