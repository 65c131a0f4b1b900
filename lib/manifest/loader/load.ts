import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Document, LineCounter, Node, ScalarTag, Tags } from 'yaml';
import { MeshError, objectId, show, type KubeObject } from '../../model/index.js';
import type { ManifestEntry } from '../entry.js';
import { ManifestSet, compare } from '../manifest-set.js';
import { yamlPackage } from '../yaml/index.js';

/** How manifests are read. */
export interface LoadOptions {
  /**
   * Name of the set.
   * @default - the first path
   */
  readonly name?: string;
}

const NO_SIDE = new Map<string, never>();
/** Files that configure kustomize itself and are no objects of a cluster. */
const KUSTOMIZE_GROUP = 'kustomize.config.k8s.io/';

/**
 * Reads manifests from YAML files and directories, in which every `.yaml` and `.yml` file counts.
 * Duplicate keys, broken YAML and documents that are no objects are refused with file and line.
 */
export function loadManifests(paths: string | readonly string[], options: LoadOptions = {}): ManifestSet {
  const roots = typeof paths === 'string' ? [paths] : paths;
  const entries = roots.flatMap((root) => yamlFiles(root).flatMap((file) => fileEntries(file, unitOf(root, file))));
  return new ManifestSet({ name: options.name ?? roots[0] ?? '', entries });
}

/**
 * Reads manifests from text.
 *
 * @param text - one or more YAML documents
 * @param file - name that findings show
 * @param unit - unit the objects are said to belong to
 */
export function parseManifests(text: string, file: string, unit = ''): readonly ManifestEntry[] {
  const yaml = yamlPackage();
  const lines = new yaml.LineCounter();
  const documents = yaml.parseAllDocuments(text, { lineCounter: lines, version: '1.1', customTags: goTags });
  const entries: ManifestEntry[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const line = lineOf(document.contents, lines);
    refuseBroken(document, file, lines);
    const value: unknown = document.toJS();
    if (value !== null && value !== undefined)
      entries.push(...documentEntries(value, document, { file, line, unit, lines }));
  }
  return entries;
}

/** YAML 1.1 as the readers in Go understand it: dates, sexagesimal numbers and a lone point are strings. */
function goTags(tags: Tags): Tags {
  const known = tags.filter((tag) => {
    if (typeof tag === 'string') return true;
    return tag.tag !== 'tag:yaml.org,2002:timestamp' && !('format' in tag && tag.format === 'TIME');
  });
  return known.map((tag) => (isLax(tag) ? { ...tag, test: DECIMAL } : tag));
}

function isLax(tag: Tags[number]): tag is ScalarTag {
  return typeof tag !== 'string' && 'test' in tag && tag.test?.test('.') === true;
}

/** A number with a point and at least one digit. */
const DECIMAL = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/;

interface Place {
  readonly file: string;
  readonly line: number;
  readonly unit: string;
  readonly lines: LineCounter;
}

function documentEntries(value: unknown, document: Document, place: Place): ManifestEntry[] {
  if (!isRecord(value)) throw unreadable(place, 'the document is no object', 'Write apiVersion, kind and metadata.');
  const { kind, items } = value;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    return items.map((item: unknown, at) => entryOf(item, { ...place, line: itemLine(document, at, place) }));
  }
  const { apiVersion } = value;
  if (typeof apiVersion === 'string' && apiVersion.startsWith(KUSTOMIZE_GROUP)) return [];
  return [entryOf(value, place)];
}

function entryOf(value: unknown, { file, line, unit }: Place): ManifestEntry {
  if (!isKubeObject(value)) {
    throw unreadable({ file, line }, 'the document is no Kubernetes object', 'Write apiVersion, kind and metadata.');
  }
  for (const field of ['name', 'namespace'] as const) {
    const text: unknown = value.metadata[field];
    if (text === undefined || typeof text === 'string') continue;
    throw unreadable({ file, line }, `metadata.${field} reads as ${show(text)}, which is no text`, 'Put it in quotes.');
  }
  const origin = { kind: 'file', file, line } as const;
  return { object: value, id: objectId(value), origin, unit, owner: 'flux', side: NO_SIDE, layer: 'written' };
}

function refuseBroken(document: Document, file: string, lines: LineCounter): void {
  const [error] = document.errors;
  if (error === undefined) return;
  const { line } = lines.linePos(error.pos[0]);
  const what = error.code === 'DUPLICATE_KEY' ? 'a map holds one key twice' : (error.message.split('\n')[0] ?? '');
  const remedy = error.code === 'DUPLICATE_KEY' ? 'Keep one of the two.' : 'Correct the YAML.';
  throw unreadable({ file, line }, what.replace(/[.:]$/, ''), remedy);
}

function itemLine(document: Document, at: number, place: Place): number {
  const node = document.getIn(['items', at], true);
  return hasRange(node) ? lineOf(node, place.lines) : place.line;
}

function lineOf(node: Pick<Node, 'range'> | null, lines: LineCounter): number {
  return node?.range == null ? 1 : lines.linePos(node.range[0]).line;
}

function hasRange(node: unknown): node is Pick<Node, 'range'> {
  return typeof node === 'object' && node !== null && 'range' in node;
}

function fileEntries(file: string, unit: string): readonly ManifestEntry[] {
  return parseManifests(readFileSync(file, 'utf8'), file, unit);
}

function yamlFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return [...yamlBelow(path)].sort(compare);
}

/** Walks by hand: some versions of Node follow links to folders when they list recursively, and others do not. */
function yamlBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return yamlBelow(path);
    return entry.isFile() && /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

/** Directory of a file below the root: what a unit is for manifests that nobody marked. */
function unitOf(root: string, file: string): string {
  return relative(root, join(file, '..'))
    .split(sep)
    .join('/')
    .replace(/^\.\.$/, '');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKubeObject(value: unknown): value is KubeObject {
  if (!isRecord(value)) return false;
  return typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && isRecord(value['metadata']);
}

function unreadable(place: { file: string; line: number }, what: string, remedy: string): MeshError {
  return new MeshError({ code: 'TM2021', where: `${place.file}:${String(place.line)}`, what, remedy });
}
