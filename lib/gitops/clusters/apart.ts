import {
  mapAt,
  originText,
  textOf,
  type ManifestEntry,
  type ManifestSet,
  type ManifestUnit,
} from '../../manifest/index.js';
import type { Problem, UnitFile } from '../../model/index.js';
import { FLUX_NAMESPACE, FLUX_SYNC } from '../options.js';
import { SHARED } from '../paths.js';

/** Kustomizations that read the folder of another cluster, or one that holds the folders of several. */
export function folderProblems(sets: readonly ManifestSet[]): readonly Problem[] {
  return sets.flatMap((set) =>
    set
      .byKind('kustomize.toolkit.fluxcd.io', 'Kustomization')
      .filter(readsTree)
      .flatMap((entry): readonly Problem[] => {
        const path = textOf(mapAt(entry.object, 'spec')['path']) ?? '';
        const read = clusterOf(path);
        if (read === set.name || read === SHARED || read === undefined) return [];
        return [foreign(entry, set.name, path, read)];
      }),
  );
}

/** Whether a Kustomization reads the tree, and not a source that somebody else fills. */
function readsTree({ object, id }: ManifestEntry): boolean {
  const { name, namespace } = mapAt(object, 'spec', 'sourceRef');
  return name === FLUX_SYNC && (namespace ?? id.namespace) === FLUX_NAMESPACE;
}

/** Cluster whose folder a path is in; empty where it holds those of all, undefined where it is none of the tree's. */
function clusterOf(path: string): string | undefined {
  const [top, name] = path.split('/').filter((part) => part !== '' && part !== '.');
  if (top === undefined) return '';
  return top === 'clusters' || top === 'manifests' ? (name ?? '') : undefined;
}

function foreign(entry: ManifestEntry, cluster: string, path: string, read: string): Problem {
  const whose = read === '' ? 'the folders of all clusters' : `the folder of cluster "${read}"`;
  return {
    code: 'TM5012',
    where: originText(entry.origin),
    field: 'spec.path',
    what: `cluster "${cluster}" would apply ${whose}`,
    value: path,
    remedy: `Name a folder below "./manifests/${cluster}", or share a unit with \`sharedUnits\`.`,
  };
}

interface Sealed {
  readonly cluster: string;
  readonly unit: ManifestUnit;
  readonly file: UnitFile;
}

/**
 * Encrypted files of one cluster that the key of another one opens. The key of a cluster is among the recipients that
 * all files of the key have; where another file names every one of these, that key opens it for certain.
 */
export function keyProblems(sets: readonly ManifestSet[]): readonly Problem[] {
  const sealed = sets.flatMap((set) =>
    set.units.flatMap((unit) => (unit.files ?? []).map((file): Sealed => ({ cluster: set.name, unit, file }))),
  );
  const keys = keysOf(sealed);
  return sealed.flatMap((one) => {
    const reader = keys.find(
      ({ cluster, recipients }) =>
        cluster !== one.cluster &&
        recipients.length > 0 &&
        recipients.every((key) => one.file.recipients.includes(key)),
    );
    return reader === undefined ? [] : [readable(one, reader.cluster)];
  });
}

interface ClusterKey {
  readonly cluster: string;
  /** Recipients that every file has which the key opens. */
  readonly recipients: readonly string[];
}

function keysOf(sealed: readonly Sealed[]): readonly ClusterKey[] {
  const found = new Map<string, ClusterKey>();
  for (const { cluster, file } of sealed) {
    const name = `${cluster} ${JSON.stringify(file.decryption)}`;
    const before = found.get(name)?.recipients ?? file.recipients;
    found.set(name, { cluster, recipients: before.filter((key) => file.recipients.includes(key)) });
  }
  return [...found.values()];
}

function readable({ cluster, unit, file }: Sealed, reader: string): Problem {
  const { namespace, name } = file.secret;
  return {
    code: 'TM5013',
    where: originText(unit.origin),
    field: `${namespace}/${name}`,
    what: `the key of cluster "${reader}" opens this Secret of cluster "${cluster}"`,
    remedy: `Encrypt the files of each cluster for a key of its own, and leave that of "${reader}" out here.`,
  };
}
