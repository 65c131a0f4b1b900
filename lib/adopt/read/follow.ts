import { compare, isMap, listOf, mapAt, textOf, textsOf } from '../../manifest/index.js';
import { identityKey, type JsonObject } from '../../model/index.js';
import type { FoundObject, Reading, Unread } from '../found.js';
import { readDocuments, type Documents } from './documents.js';
import { Builder, mapsIn } from './kustomization.js';
import { pathWithin, type Repository } from './repository.js';
import { scalarText } from './scalar.js';
import { substituted } from './substitute.js';
import { inNamespace, withMetadata } from './transform.js';

const FLUX = 'kustomize.toolkit.fluxcd.io';
/** Name by which bootstrap calls the repository itself, and what it makes there. */
const SELF = 'flux-system';

/** Clusters of a repository: folders below `clusters/` that hold manifests. */
export function clustersOf(repository: Repository): readonly string[] {
  return repository.names('clusters').filter((name) => repository.isFolder(`clusters/${name}`));
}

/** Reads what a cluster applies: its entry in `clusters/`, and every Kustomization from there on. */
export function readCluster(repository: Repository, cluster: string): Reading {
  return new Follower(repository, cluster).read();
}

class Follower {
  private readonly objects: FoundObject[] = [];
  private readonly unread: Unread[] = [];
  private readonly reached = new Set<string>();
  private readonly done = new Set<string>();
  private values: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;

  constructor(
    private readonly repository: Repository,
    private readonly cluster: string,
  ) {}

  read(): Reading {
    const builder = new Builder(this.repository, SELF);
    this.take(builder.build(`clusters/${this.cluster}`), builder);
    // Objects are added while this runs: a Kustomization may bring others.
    for (const found of this.objects) {
      if (found.id.group === FLUX && found.id.kind === 'Kustomization') this.follow(found);
    }
    const unreached = this.repository.files.filter((file) => /\.ya?ml$/.test(file) && !this.reached.has(file));
    return {
      cluster: this.cluster,
      objects: [...this.objects].sort((a, b) => compare(identityKey(a.id), identityKey(b.id))),
      unread: [...this.unread].sort((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.why, b.why)),
      unreached: unreached.filter((file) => !file.startsWith('.')),
    };
  }

  private follow(found: FoundObject): void {
    const { object, id, file, line } = found;
    const key = identityKey(id);
    if (this.done.has(key)) return;
    this.done.add(key);
    const spec = mapAt(object, 'spec');
    const refuse = (why: string): void => {
      this.unread.push({ file, line, why: `Kustomization ${id.name} ${why}` });
    };
    const source = mapAt(spec, 'sourceRef');
    if (!this.isSelf(source, id.namespace)) {
      refuse(
        `takes ${textOf(source['kind']) ?? 'a source'} ${textOf(source['name']) ?? ''}, which is not this repository`,
      );
      return;
    }
    const path = pathWithin('', textOf(spec['path']) ?? '');
    if (path === undefined || !this.repository.isFolder(path)) {
      refuse(`applies ${textOf(spec['path']) ?? ''}, which is not there`);
      return;
    }
    if (path === `clusters/${this.cluster}`) return;
    const builder = new Builder(this.repository, id.name);
    this.take(this.withSettings(builder, builder.build(path), spec, found), builder);
  }

  private withSettings(builder: Builder, built: Documents, spec: JsonObject, { file, id }: FoundObject): Documents {
    const odd = ['namePrefix', 'nameSuffix'].filter((key) => spec[key] !== undefined);
    const settings: JsonObject = {
      patches: spec['patches'],
      images: spec['images'],
      ...Object.fromEntries(odd.map((key) => [key, spec[key]])),
    };
    const { objects, unread } = builder.transformed(built.objects, settings, file, '');
    const namespace = textOf(spec['targetNamespace']);
    const placed = namespace === undefined ? objects : inNamespace(objects, namespace);
    const common = mapAt(spec, 'commonMetadata');
    const labelled = withMetadata(placed, 'labels', textsOf(mapAt(common, 'labels')));
    const marked = withMetadata(labelled, 'annotations', textsOf(mapAt(common, 'annotations')));
    const missing = listOf(spec['components']).map(() => ({
      file,
      line: 1,
      why: `Kustomization ${id.name} uses components`,
    }));
    return { objects: this.filled(marked, spec, id.namespace), unread: [...built.unread, ...unread, ...missing] };
  }

  private filled(objects: readonly FoundObject[], spec: JsonObject, namespace: string): readonly FoundObject[] {
    if (!isMap(spec['postBuild'])) return objects;
    const references = mapsIn(spec['postBuild']['substituteFrom']);
    const known = new Map<string, string>();
    let complete = true;
    for (const { kind, name } of references) {
      const data = kind === 'ConfigMap' ? this.configMap(namespace, textOf(name) ?? '') : undefined;
      if (data === undefined) complete = false;
      for (const [key, value] of Object.entries(data ?? {})) known.set(key, value);
    }
    for (const [key, value] of Object.entries(mapAt(spec['postBuild'], 'substitute')))
      known.set(key, scalarText(value));
    return substituted(objects, known, complete);
  }

  /** Data of a ConfigMap in any file: the one that a cluster substitutes from is often applied by it, too. */
  private configMap(namespace: string, name: string): Readonly<Record<string, string>> | undefined {
    this.values ??= new Map(
      this.repository.files
        .filter((file) => /\.ya?ml$/.test(file) && this.repository.text(file).includes('ConfigMap'))
        .flatMap((file) => readDocuments(this.repository.text(file), file, '').objects)
        .filter(({ id }) => id.kind === 'ConfigMap')
        .map(({ id, object }) => [`${id.namespace}/${id.name}`, textsOf(mapAt(object, 'data'))]),
    );
    return this.values.get(`${namespace}/${name}`);
  }

  /** Whether a source is this repository: the one of bootstrap, or another object with the same URL. */
  private isSelf(source: JsonObject, namespace: string): boolean {
    if (source['kind'] !== 'GitRepository') return false;
    if (source['name'] === SELF) return true;
    const urlOf = (name: string, place: string): string | undefined => {
      const found = this.objects.find(
        ({ id }) => id.kind === 'GitRepository' && id.name === name && id.namespace === place,
      );
      return textOf(mapAt(found?.object, 'spec')['url']);
    };
    const url = urlOf(textOf(source['name']) ?? '', textOf(source['namespace']) ?? namespace);
    return url !== undefined && url === urlOf(SELF, SELF);
  }

  private take({ objects, unread }: Documents, builder: Builder): void {
    this.objects.push(...objects);
    this.unread.push(...unread);
    for (const file of builder.reached) this.reached.add(file);
  }
}
