import { posix } from 'node:path';
import {
  compare,
  documentText,
  formatObject,
  originText,
  substitutionForm,
  type ManifestEntry,
  type ManifestSet,
} from '../manifest/index.js';
import type { UnitFile } from '../model/index.js';
import type { FileMap } from './file-map.js';
import { kustomizationFile } from './kustomization-file.js';
import { lockdownKustomization } from './lockdown.js';
import { ENTRY_UNIT, type GitopsOptions } from './options.js';
import { clusterDirectory, objectFileName, unitDirectory } from './paths.js';
import { secretList } from './secret-list.js';

/**
 * Bytes stay as written on every machine. The file stands in the folders of the cluster, so that it leaves alone the one
 * that somebody else may have at the root of the repository.
 */
const GIT_ATTRIBUTES = '* -text\n';

/**
 * Adds the Flux tree of one cluster to the files: `clusters/<cluster>/` and `manifests/<cluster>/`.
 * A pure function of the set; nothing here adds or changes an object.
 */
export function writeTree(set: ManifestSet, options: GitopsOptions, files: FileMap): void {
  writeEntry(set, options, files);
  for (const directory of [clusterDirectory(options.cluster), unitDirectory(options.cluster, '')]) {
    files.add(posix.join(directory, '.gitattributes'), GIT_ATTRIBUTES, `cluster ${options.cluster}`);
  }
  for (const unit of set.units) {
    if (unit.owner === 'pulumi') continue;
    const directory = unitDirectory(options.cluster, unit.path);
    const entries = set.inUnit(unit.path).filter(({ owner }) => owner === 'flux');
    const substitutes = entries.some((entry) => entry.side.size > 0);
    const names = entries.map((entry) => {
      const object = substitutes ? substitutionForm(entry) : entry.object;
      return addObject(directory, objectFileName(entry.id), entry, documentText(object), files);
    });
    const sealed = (unit.files ?? []).map((file) => addFile(directory, file, originText(unit.origin), files));
    const text = kustomizationFile([...names, ...sealed].sort(compare), unit.images);
    files.add(`${directory}/kustomization.yaml`, text, originText(unit.origin));
  }
}

function writeEntry(set: ManifestSet, options: GitopsOptions, files: FileMap): void {
  const directory = clusterDirectory(options.cluster);
  const owner = `cluster ${options.cluster}`;
  const entries = set.inUnit(ENTRY_UNIT);
  const names = entries
    .filter((entry) => !isInstance(entry))
    .map((entry) => addObject(directory, entryFileName(entry), entry, documentText(entry.object), files));
  const resources = ['flux-system', ...names.sort(compare)];
  files.add(`${directory}/kustomization.yaml`, kustomizationFile(resources), owner);
  files.add(`${directory}/SECRETS.md`, secretList(set), owner);
  writeFlux(`${directory}/flux-system`, entries.filter(isInstance), options, files);
}

/** Flux itself: what `flux bootstrap` fills, or the FluxInstance of flux-operator. */
function writeFlux(
  directory: string,
  instances: readonly ManifestEntry[],
  options: GitopsOptions,
  files: FileMap,
): void {
  const owner = `cluster ${options.cluster}`;
  switch (options.bootstrap.kind) {
    case 'flux-bootstrap':
      files.add(`${directory}/kustomization.yaml`, lockdownKustomization(), owner);
      for (const name of ['gotk-components.yaml', 'gotk-sync.yaml']) {
        files.add(`${directory}/${name}`, bootstrapComment(options), owner);
      }
      return;
    case 'flux-operator': {
      const names = instances.map((entry) =>
        addObject(directory, 'flux-instance.yaml', entry, documentText(entry.object), files),
      );
      files.add(`${directory}/kustomization.yaml`, kustomizationFile(names), owner);
    }
  }
}

function isInstance({ id }: ManifestEntry): boolean {
  return id.kind === 'FluxInstance';
}

/** In the entry directory a file is named after its object alone: the kinds there never share a name. */
function entryFileName({ id }: ManifestEntry): string {
  return `${id.name.toLowerCase()}.yaml`;
}

function addObject(directory: string, name: string, entry: ManifestEntry, text: string, files: FileMap): string {
  files.add(`${directory}/${name}`, text, `${formatObject(entry.id)} at ${originText(entry.origin)}`);
  return name;
}

/** An encrypted file is written as it was read: its seal covers every byte that counts. */
function addFile(directory: string, { secret, text }: UnitFile, owner: string, files: FileMap): string {
  const name = objectFileName({ group: '', version: 'v1', kind: 'Secret', ...secret });
  files.add(`${directory}/${name}`, text, `Secret ${secret.namespace}/${secret.name} of ${owner}`);
  return name;
}

function bootstrapComment({ cluster, repository }: GitopsOptions): string {
  return [
    '# Filled and owned by flux:',
    `#   flux bootstrap git --url=${repository.url} --branch=${repository.branch} --path=${clusterDirectory(cluster)} \\`,
    '#     --components-extra=image-reflector-controller,image-automation-controller',
    '# Bootstrap wants this file to exist, and keeps the kustomization.yaml beside it.',
    '',
  ].join('\n');
}
