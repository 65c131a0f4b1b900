import { posix } from 'node:path';
import {
  compare,
  documentText,
  formatObject,
  originText,
  substitutionForm,
  type ManifestEntry,
  type ManifestSet,
  type ManifestUnit,
} from '../manifest/index.js';
import type { UnitFile } from '../model/index.js';
import type { FileClaims, FileMap } from './file-map.js';
import { kustomizationFile } from './kustomization-file.js';
import { rootDirectory } from './layout/roots.js';
import { Layout } from './layout/scale.js';
import { folderOf } from './layout/steps.js';
import { lockdownKustomization } from './lockdown.js';
import { ENTRY_UNIT, FLUX_SYNC, type GitopsOptions } from './options.js';
import { SHARED, clusterDirectory, directoryOf, objectFileName, unitDirectory } from './paths.js';
import { secretList } from './secret-list.js';

/**
 * Bytes stay as written on every machine. The file stands in the folders of the cluster, so that it leaves alone the one
 * that somebody else may have at the root of the repository.
 */
const GIT_ATTRIBUTES = '* -text\n';
const IMAGE_CONTROLLERS = 'image-reflector-controller,image-automation-controller';

/**
 * Adds the Flux tree of one cluster to the files: `clusters/<cluster>/` and `manifests/<cluster>/`.
 * A pure function of the set; nothing here adds or changes an object.
 */
export function writeTree(set: ManifestSet, options: GitopsOptions, files: FileMap): void {
  writeEntry(set, options, files);
  const { cluster } = options;
  const isShared = set.units.some(({ shared }) => shared === true);
  for (const directory of [clusterDirectory(cluster), unitDirectory(cluster, '')]) {
    files.add(posix.join(directory, '.gitattributes'), GIT_ATTRIBUTES, `cluster ${cluster}`);
  }
  if (isShared) files.share(`${unitDirectory(SHARED, '')}.gitattributes`, GIT_ATTRIBUTES, 'what clusters share');
  const groups = new Groups(set, options);
  for (const unit of set.units) if (unit.owner !== 'pulumi') writeUnit(set, unit, groups, options, files);
  for (const [path, members] of groups.members) {
    const up = members.map((member) => posix.relative(path, member)).sort(compare);
    files.add(
      `${unitDirectory(cluster, path)}/kustomization.yaml`,
      kustomizationFile(up),
      `group ${path} of ${cluster}`,
    );
  }
}

function writeUnit(set: ManifestSet, unit: ManifestUnit, groups: Groups, options: GitopsOptions, files: FileMap): void {
  const directory = directoryOf(options.cluster, unit);
  const claims = unit.shared === true ? files.sharing() : files;
  const entries = set.inUnit(unit.path).filter(({ owner }) => owner === 'flux');
  const substitutes = groups.substitutes(unit.path);
  const names = entries.map((entry) => {
    const object = substitutes ? substitutionForm(entry) : entry.object;
    return addObject(directory, objectFileName(entry.id), entry, documentText(object), claims);
  });
  const sealed = (unit.files ?? []).map((file) => addFile(directory, file, originText(unit.origin), claims));
  const text = kustomizationFile([...names, ...sealed].sort(compare), unit.images);
  claims.add(`${directory}/kustomization.yaml`, text, originText(unit.origin));
}

/** Units that one Kustomization applies together. */
class Groups {
  /** Paths of units by the path of their group. */
  readonly members = new Map<string, string[]>();
  private readonly layout: Layout;
  private readonly substituting: ReadonlySet<string>;

  constructor(set: ManifestSet, { scale }: GitopsOptions) {
    this.layout = new Layout(scale ?? {});
    const units = set.units.filter(({ owner }) => owner !== 'pulumi').map(({ path }) => path);
    for (const path of units) {
      const group = this.layout.groupOf(path);
      if (group !== undefined) this.members.set(group, [...(this.members.get(group) ?? []), path]);
    }
    const withFacts = units.filter((path) =>
      set.inUnit(path).some(({ owner, side }) => owner === 'flux' && side.size > 0),
    );
    this.substituting = new Set(withFacts.map((path) => this.appliedAs(path)));
  }

  /** Whether Flux substitutes facts where a unit is applied: it then does in everything that is applied with it. */
  substitutes(path: string): boolean {
    return this.substituting.has(this.appliedAs(path));
  }

  private appliedAs(path: string): string {
    return this.layout.groupOf(path) ?? path;
  }
}

function writeEntry(set: ManifestSet, options: GitopsOptions, files: FileMap): void {
  const directory = clusterDirectory(options.cluster);
  const owner = `cluster ${options.cluster}`;
  const entries = set.inUnit(ENTRY_UNIT);
  const names = addAll(
    directory,
    entries.filter((entry) => !isFlux(entry)),
    files,
  );
  files.add(`${directory}/kustomization.yaml`, kustomizationFile(['flux-system', ...names]), owner);
  files.add(`${directory}/SECRETS.md`, secretList(set), owner);
  writeFlux(`${directory}/flux-system`, entries.filter(isFlux), options, files);
  for (const root of options.scale?.roots ?? []) {
    const held = set.inUnit(folderOf(root));
    if (held.length === 0) continue;
    const folder = rootDirectory(options.cluster, root);
    files.add(`${folder}/kustomization.yaml`, kustomizationFile(addAll(folder, held, files)), owner);
  }
}

/** Adds objects of the entry or of a root; returns the names of their files, sorted. */
function addAll(directory: string, entries: readonly ManifestEntry[], files: FileMap): readonly string[] {
  return entries
    .map((entry) => addObject(directory, entryFileName(entry), entry, documentText(entry.object), files))
    .sort(compare);
}

/** Flux itself: what its CLI fills, or the FluxInstance of flux-operator. */
function writeFlux(directory: string, own: readonly ManifestEntry[], options: GitopsOptions, files: FileMap): void {
  const owner = `cluster ${options.cluster}`;
  const names = own.map((entry) => addObject(directory, fluxFileName(entry), entry, documentText(entry.object), files));
  switch (options.bootstrap.kind) {
    case 'flux-bootstrap': {
      const filled = ['gotk-components.yaml', 'gotk-sync.yaml'];
      for (const name of filled) files.add(`${directory}/${name}`, bootstrapComment(options), owner);
      files.add(`${directory}/kustomization.yaml`, lockdownKustomization(filled), owner);
      return;
    }
    case 'flux-install':
      files.add(`${directory}/gotk-components.yaml`, installComment(options), owner);
      files.add(
        `${directory}/kustomization.yaml`,
        lockdownKustomization(['gotk-components.yaml', ...names].sort(compare)),
        owner,
      );
      return;
    case 'flux-operator':
      files.add(`${directory}/kustomization.yaml`, kustomizationFile(names), owner);
  }
}

/** Whether an object of the entry is of Flux itself: its FluxInstance, or the source and Kustomization of the tree. */
function isFlux({ id }: ManifestEntry): boolean {
  return id.kind === 'FluxInstance' || id.name === FLUX_SYNC;
}

function fluxFileName({ id }: ManifestEntry): string {
  if (id.kind === 'FluxInstance') return 'flux-instance.yaml';
  return id.kind === 'Kustomization' ? 'sync.yaml' : 'source.yaml';
}

/** In the entry directory a file is named after its object alone: the kinds there never share a name. */
function entryFileName({ id }: ManifestEntry): string {
  return `${id.name.toLowerCase()}.yaml`;
}

function addObject(directory: string, name: string, entry: ManifestEntry, text: string, files: FileClaims): string {
  files.add(`${directory}/${name}`, text, `${formatObject(entry.id)} at ${originText(entry.origin)}`);
  return name;
}

/** An encrypted file is written as it was read: its seal covers every byte that counts. */
function addFile(directory: string, { secret, text }: UnitFile, owner: string, files: FileClaims): string {
  const name = objectFileName({ group: '', version: 'v1', kind: 'Secret', ...secret });
  files.add(`${directory}/${name}`, text, `Secret ${secret.namespace}/${secret.name} of ${owner}`);
  return name;
}

function bootstrapComment({ cluster, repository }: GitopsOptions): string {
  const from = repository.kind === 'oci' ? '' : ` --url=${repository.url} --branch=${repository.branch}`;
  return [
    '# Filled and owned by flux:',
    `#   flux bootstrap git${from} --path=${clusterDirectory(cluster)} \\`,
    `#     --components-extra=${IMAGE_CONTROLLERS}`,
    '# Bootstrap wants this file to exist, and keeps the kustomization.yaml beside it.',
    '',
  ].join('\n');
}

function installComment({ cluster }: GitopsOptions): string {
  const directory = `${clusterDirectory(cluster)}/flux-system`;
  return [
    '# Filled and owned by flux:',
    `#   flux install --export --components-extra=${IMAGE_CONTROLLERS} > ${directory}/gotk-components.yaml`,
    `#   kubectl apply -k ${directory}`,
    '',
  ].join('\n');
}
