import { compare, isMap, listOf, mapAt, textOf, textsOf } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import type { FoundObject, Unread } from '../found.js';
import { readDocuments, readTool, type Documents } from './documents.js';
import { patchedObjects, unclear, type Patch } from './patches.js';
import { pathWithin, type Repository } from './repository.js';
import { inNamespace, withImages, withMetadata, withReplicas, withSelectors } from './transform.js';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;
/** Fields whose effect is worked out here, or that change no object. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'metadata', 'resources', 'bases', 'components', 'patches', 'patchesStrategicMerge'],
  ...['patchesJson6902', 'namespace', 'images', 'replicas', 'labels', 'commonLabels', 'commonAnnotations'],
  ...['generatorOptions', 'sortOptions', 'buildMetadata', 'openapi', 'crds', 'validators'],
  ...['configMapGenerator', 'secretGenerator'],
]);

/** Folders on the way to the one that is read, so that a circle ends. */
type Trail = readonly string[];

/** Builds folders as kustomize does, as far as that is possible without running it. */
export class Builder {
  /** Files that were read, by path. */
  readonly reached = new Set<string>();

  constructor(
    private readonly repository: Repository,
    private readonly appliedBy: string,
  ) {}

  /** Objects of a folder; one without a kustomization counts as a list of all its files, as Flux has it. */
  build(folder: string, trail: Trail = []): Documents {
    const file = this.fileOf(folder);
    if (file === undefined) return this.plainFolder(folder, trail);
    this.reached.add(file);
    const read = readTool(this.repository.text(file), file);
    if (read.kind === 'unread') return { objects: [], unread: [read.unread] };
    if (trail.includes(folder)) return unreadAt(file, 'the kustomization is a resource of itself');
    return this.buildFile(read.map, file, folder, [...trail, folder]);
  }

  /** Objects with the transformations of a kustomization, or of the settings of Flux that mean the same. */
  transformed(objects: readonly FoundObject[], settings: JsonObject, file: string, folder: string): Documents {
    const { patches, unread } = this.patchesOf(settings, file, folder);
    let result = patches.reduce<readonly FoundObject[]>(patchedObjects, objects);
    const namespace = textOf(settings['namespace']);
    if (namespace !== undefined) result = inNamespace(result, namespace);
    result = withSelectors(result, textsOf(mapAt(settings, 'commonLabels')));
    result = withMetadata(result, 'annotations', textsOf(mapAt(settings, 'commonAnnotations')));
    for (const label of mapsIn(settings['labels'])) {
      const pairs = textsOf(mapAt(label, 'pairs'));
      result =
        label['includeSelectors'] === true ? withSelectors(result, pairs) : withMetadata(result, 'labels', pairs);
    }
    result = withReplicas(withImages(result, mapsIn(settings['images'])), mapsIn(settings['replicas']));
    const odd = Object.keys(settings).filter((key) => !KNOWN.has(key));
    for (const key of odd) result = result.map((found) => unclear(found, `${file} uses ${key}`));
    return { objects: result, unread };
  }

  private buildFile(settings: JsonObject, file: string, folder: string, trail: Trail): Documents {
    const parts = ['resources', 'bases'].flatMap((field) =>
      listOf(settings[field]).map((name) => this.resource(name, file, folder, trail)),
    );
    const components = listOf(settings['components']).map((name) => this.folderAt(name, file, folder));
    let objects = parts.flatMap((part) => part.objects);
    const unread = [...parts.flatMap((part) => part.unread), ...generated(settings, file)];
    for (const component of components) {
      if (typeof component !== 'string') unread.push(component);
      else ({ objects } = this.withComponent(objects, component, trail, unread));
    }
    const own = this.transformed(objects, settings, file, folder);
    return { objects: own.objects, unread: [...unread, ...own.unread] };
  }

  /** A component is a kustomization whose patches are for the objects that are there already. */
  private withComponent(
    before: readonly FoundObject[],
    folder: string,
    trail: Trail,
    unread: Unread[],
  ): { objects: FoundObject[] } {
    const file = this.fileOf(folder);
    if (file === undefined || trail.includes(folder)) {
      unread.push({ file: file ?? folder, line: 1, why: 'the component holds no kustomization of its own' });
      return { objects: [...before] };
    }
    this.reached.add(file);
    const read = readTool(this.repository.text(file), file);
    if (read.kind === 'unread') {
      unread.push(read.unread);
      return { objects: [...before] };
    }
    const added = listOf(read.map['resources']).map((name) => this.resource(name, file, folder, [...trail, folder]));
    const all = [...before, ...added.flatMap((part) => part.objects)];
    const result = this.transformed(all, read.map, file, folder);
    unread.push(...added.flatMap((part) => part.unread), ...result.unread, ...generated(read.map, file));
    return { objects: [...result.objects] };
  }

  private resource(name: JsonValue, file: string, folder: string, trail: Trail): Documents {
    const path = typeof name === 'string' ? pathWithin(folder, name) : undefined;
    if (path !== undefined && this.repository.isFile(path)) return this.file(path);
    const found = this.folderAt(name, file, folder);
    if (typeof found !== 'string') return { objects: [], unread: [found] };
    return this.fileOf(found) === undefined
      ? unreadAt(file, `${found} holds no kustomization`)
      : this.build(found, trail);
  }

  private folderAt(name: JsonValue, file: string, folder: string): string | Unread {
    const text = typeof name === 'string' ? name : JSON.stringify(name);
    if (/^[a-z+]+:\/\/|^git@|\?ref=|^github\.com\//.test(text)) {
      return { file, line: 1, why: `${text} is not in this repository` };
    }
    const path = pathWithin(folder, text);
    if (path === undefined) return { file, line: 1, why: `${text} leads out of the repository` };
    return this.repository.isFolder(path) ? path : { file, line: 1, why: `${text} is not there` };
  }

  private plainFolder(folder: string, trail: Trail): Documents {
    const parts = this.repository.names(folder).map((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (this.repository.isFolder(path)) return this.build(path, trail);
      return /\.ya?ml$/.test(name) ? this.file(path) : { objects: [], unread: [] };
    });
    return { objects: parts.flatMap(({ objects }) => objects), unread: parts.flatMap(({ unread }) => unread) };
  }

  private file(path: string): Documents {
    this.reached.add(path);
    return readDocuments(this.repository.text(path), path, this.appliedBy);
  }

  private fileOf(folder: string): string | undefined {
    return NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`)).find((path) =>
      this.repository.isFile(path),
    );
  }

  private patchesOf(settings: JsonObject, file: string, folder: string) {
    const unread: Unread[] = [];
    const patches: Patch[] = [];
    const add = (text: string | undefined, path: string | undefined, target: JsonObject | undefined): void => {
      const place = path === undefined ? undefined : pathWithin(folder, path);
      if (text !== undefined) patches.push({ text, file, target });
      else if (place === undefined || !this.repository.isFile(place)) {
        unread.push({ file, line: 1, why: `the patch ${path ?? ''} is not there` });
      } else {
        this.reached.add(place);
        patches.push({ text: this.repository.text(place), file: place, target });
      }
    };
    for (const entry of listOf(settings['patchesStrategicMerge'])) {
      const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
      add(text.includes('\n') || isMap(entry) ? text : undefined, text, undefined);
    }
    for (const entry of [...mapsIn(settings['patches']), ...mapsIn(settings['patchesJson6902'])]) {
      add(textOf(entry['patch']), textOf(entry['path']), isMap(entry['target']) ? entry['target'] : undefined);
    }
    return { patches, unread };
  }
}

/** Maps of a list. */
export function mapsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return listOf(value).filter((item): item is JsonObject => isMap(item));
}

function generated(settings: JsonObject, file: string): readonly Unread[] {
  return ['configMapGenerator', 'secretGenerator'].flatMap((field) =>
    mapsIn(settings[field])
      .map((entry) => textOf(entry['name']) ?? '')
      .sort(compare)
      .map((name) => ({ file, line: 1, why: `${field} makes ${name}, which kustomize alone can name` })),
  );
}

function unreadAt(file: string, why: string): Documents {
  return { objects: [], unread: [{ file, line: 1, why }] };
}
