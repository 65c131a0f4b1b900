import { parseManifests, yamlPackage } from '../../manifest/index.js';
import { MeshError, objectId, reasonOf, type JsonObject, type KubeObject } from '../../model/index.js';
import type { FoundObject, Unread } from '../found.js';

/** What a file of YAML holds. */
export interface Documents {
  readonly objects: readonly FoundObject[];
  readonly unread: readonly Unread[];
}

/** A map that configures a tool, or why it could not be read. */
export type ToolFile =
  { readonly kind: 'map'; readonly map: JsonObject } | { readonly kind: 'unread'; readonly unread: Unread };

/**
 * Objects of a file. One broken document makes the whole file unreadable, as it does for Flux; nothing is thrown.
 *
 * @param text - one or more YAML documents
 * @param file - path that messages show
 * @param appliedBy - the Kustomization on whose way the file lies
 */
export function readDocuments(text: string, file: string, appliedBy: string): Documents {
  try {
    const objects = parseManifests(text, file).map(({ object, origin }): FoundObject => {
      const plain = plainObject(object);
      return {
        object: plain,
        id: objectId(plain),
        file,
        line: origin.kind === 'file' ? origin.line : 1,
        appliedBy,
        patchedBy: [],
        unclear: [],
        encrypted: plain['sops'] !== undefined,
      };
    });
    return { objects, unread: [] };
  } catch (error) {
    return { objects: [], unread: [unreadFile(error, file)] };
  }
}

/** Reads a file that is one map, such as `kustomization.yaml`. */
export function readTool(text: string, file: string): ToolFile {
  try {
    const [document] = [yamlPackage().parse(text, { version: '1.1' }) as unknown];
    const map = asPlain(document ?? {});
    if (typeof map === 'object' && map !== null && !Array.isArray(map)) return { kind: 'map', map: map as JsonObject };
    return { kind: 'unread', unread: { file, line: 1, why: 'the file is no map' } };
  } catch (error) {
    return { kind: 'unread', unread: unreadFile(error, file) };
  }
}

/** The object as data alone: YAML can also hold dates, sets, and lists that hold themselves. */
function plainObject(object: KubeObject): KubeObject {
  return asPlain(object) as KubeObject;
}

function asPlain(value: unknown): unknown {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  return plain;
}

function unreadFile(error: unknown, file: string): Unread {
  if (MeshError.is(error)) {
    const [problem] = error.problems;
    const line = Number(/:([0-9]+)$/.exec(problem?.where ?? '')?.[1] ?? '1');
    return { file, line, why: firstLine(problem?.what ?? error.message) };
  }
  return { file, line: lineOf(error), why: firstLine(reasonOf(error)) };
}

function lineOf(error: unknown): number {
  const at: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'linePos') : undefined;
  const first: unknown = Array.isArray(at) ? at[0] : undefined;
  const line: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'line') : undefined;
  return typeof line === 'number' ? line : 1;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/ at line [0-9]+, column [0-9]+:?$/, '').replace(/[.:]$/, '');
}
