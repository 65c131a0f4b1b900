import { isMap, isPair, isScalar, isSeq, parseAllDocuments, visit, type Document, type Scalar } from 'yaml';
import { scalarText } from '../../manifest/index.js';

const WORD = '$imagepolicy';
const MARKER = /^\s*(\{\s*"\$imagepolicy"\s*:\s*"[^"]+"\s*\})\s*$/;

/** A value that Flux bumps, in the text of a file. */
export interface MarkedValue {
  /** What the marker names: `<namespace>:<policy>`, and `:tag`, `:name` or `:digest` where it names a part. */
  readonly policy: string;
  /** Path of the field; an item of a list is known by its `name` where it has one. */
  readonly path: string;
  /** The value as text. */
  readonly value: string;
  /** Where the value stands in the text. */
  readonly range: readonly [from: number, to: number];
}

/** Whether bytes may hold a marker. */
export function holdsMarker(bytes: Buffer): boolean {
  return bytes.includes(WORD);
}

/** Marked values of a text, in order; none where the text is no YAML. */
export function markedValues(text: string): readonly MarkedValue[] {
  return (parse(text) ?? []).flatMap((document, at) => valuesOf(document, at));
}

/** What a text means without its marked values, formatting and comments; undefined where it is no YAML. */
export function shapeOf(text: string): string | undefined {
  const documents = parse(text);
  if (documents === undefined) return undefined;
  return JSON.stringify(
    documents.map((document) => {
      eachMarked(document, (scalar, policy) => {
        scalar.value = `\0${policy}`;
      });
      return sorted(document.toJS());
    }),
  );
}

/** The text with other values in some marked places; everything else keeps its bytes. */
export function replaceValues(text: string, values: ReadonlyMap<MarkedValue, string>): string {
  let result = text;
  for (const [{ range }, value] of [...values].sort(([a], [b]) => b.range[0] - a.range[0])) {
    result = result.slice(0, range[0]) + scalarText(value) + result.slice(range[1]);
  }
  return result;
}

function parse(text: string): readonly Document.Parsed[] | undefined {
  const documents = parseAllDocuments(text, { version: '1.1' });
  if (!Array.isArray(documents)) return [];
  return documents.some(({ errors }) => errors.length > 0) ? undefined : documents;
}

function valuesOf(document: Document, at: number): readonly MarkedValue[] {
  const found: MarkedValue[] = [];
  eachMarked(document, (scalar, policy, path) => {
    const { range } = scalar;
    if (range == null) return;
    const value = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
    found.push({ policy, path: `${String(at)}${path}`, value, range: [range[0], range[1]] });
  });
  return found;
}

function eachMarked(document: Document, act: (scalar: Scalar, policy: string, path: string) => void): void {
  visit(document, {
    Scalar(key, scalar, ancestors) {
      if (key === 'key') return;
      const policy = policyOf(scalar.comment);
      if (policy !== undefined) act(scalar, policy, pathOf([...ancestors, scalar]));
    },
  });
}

function policyOf(comment: string | null | undefined): string | undefined {
  const [, json] = MARKER.exec(comment ?? '') ?? [];
  if (json === undefined) return undefined;
  const marker: unknown = JSON.parse(json);
  const policy: unknown = typeof marker === 'object' && marker !== null ? Reflect.get(marker, WORD) : undefined;
  return typeof policy === 'string' ? policy : undefined;
}

function pathOf(nodes: readonly unknown[]): string {
  return nodes
    .map((node, at) => {
      const parent = nodes[at - 1];
      if (isPair(node)) return `/${String(isScalar(node.key) ? node.key.value : '')}`;
      return isSeq(parent) ? `[${nameOf(node) ?? String(parent.items.indexOf(node))}]` : '';
    })
    .join('');
}

function nameOf(node: unknown): string | undefined {
  const name = isMap(node) ? node.get('name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(Reflect.get(value, key))]),
  );
}
