import { isMap, listOf, mapAt, textOf, yamlPackage } from '../../manifest/index.js';
import { objectId, type JsonObject, type JsonValue, type KubeObject } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import { jsonPatched } from './json-patch.js';
import { mergeMap, mergesLists } from './strategic-merge.js';

/** A patch of a kustomization. */
export interface Patch {
  /** Text of the patch. */
  readonly text: string;
  /** File that brings it. */
  readonly file: string;
  /** Which objects it is for; undefined where the patch says so itself. */
  readonly target: JsonObject | undefined;
}

const EQUALITY = /^\s*([^=!\s]+)\s*==?\s*([^=\s]+)\s*$/;

/** Objects with a patch on them. What does not fit is left as it was and marked as not exactly known. */
export function patchedObjects(objects: readonly FoundObject[], patch: Patch): readonly FoundObject[] {
  const { target } = patch;
  const selectors = [textOf(target?.['labelSelector']), textOf(target?.['annotationSelector'])];
  if (
    !selectors.every((selector) => selector === undefined || selector.split(',').every((term) => EQUALITY.test(term)))
  )
    return objects.map((found) => unclear(found, `a patch of ${patch.file} selects by more than equality`));
  const content = contentOf(patch.text);
  if (content === undefined) return objects.map((found) => unclear(found, `a patch of ${patch.file} is not readable`));
  return objects.flatMap((found) => {
    if (!content.some((document) => isFor(found, patch.target, document))) return [found];
    const after = content
      .filter((document) => isFor(found, patch.target, document))
      .reduce<KubeObject | 'gone' | undefined>(
        (object, document) => (object === undefined || object === 'gone' ? object : applied(object, document)),
        found.object,
      );
    if (after === 'gone') return [];
    if (after === undefined) return [unclear(found, `a patch of ${patch.file} does not fit it`)];
    return [
      { ...found, object: after, id: objectId(after), patchedBy: [...new Set([...found.patchedBy, patch.file])] },
    ];
  });
}

/** The object with one more reason why it is not exactly known. */
export function unclear(found: FoundObject, why: string): FoundObject {
  return { ...found, unclear: [...new Set([...found.unclear, why])] };
}

function applied(object: KubeObject, document: JsonValue): KubeObject | 'gone' | undefined {
  if (!isMap(document)) {
    const after = jsonPatched(object, listOf(document));
    return isObject(after) ? after : undefined;
  }
  if (document['$patch'] === 'delete') return 'gone';
  const after = mergeMap(object, document, mergesLists(objectId(object).group));
  return isObject(after) ? after : undefined;
}

function isObject(value: JsonValue | undefined): value is KubeObject {
  return isMap(value) && textOf(value['kind']) !== undefined && isMap(value['metadata']);
}

/** Documents of a patch: maps to merge, or one list of operations. */
function contentOf(text: string): readonly JsonValue[] | undefined {
  try {
    const documents = yamlPackage().parseAllDocuments(text, { version: '1.1' });
    const values = (Array.isArray(documents) ? documents : []).map((document) => {
      if (document.errors.length > 0) throw new Error('broken');
      const value: unknown = document.toJS();
      return value;
    });
    const plain = JSON.parse(JSON.stringify(values)) as readonly JsonValue[];
    const found = plain.filter((value) => value !== null);
    return found.every((value) => typeof value === 'object') ? found : undefined;
  } catch {
    return undefined;
  }
}

function isFor({ object, id }: FoundObject, target: JsonObject | undefined, document: JsonValue): boolean {
  if (target === undefined) return isMap(document) && isSame(object, document);
  const wanted = [
    [target['group'], id.group],
    [target['version'], id.version],
    [target['kind'], id.kind],
    [target['name'], id.name],
    [target['namespace'], id.namespace],
  ] as const;
  if (!wanted.every(([pattern, text]) => fits(textOf(pattern), text))) return false;
  const { labels, annotations } = object.metadata;
  return selects(textOf(target['labelSelector']), labels) && selects(textOf(target['annotationSelector']), annotations);
}

function isSame(object: KubeObject, patch: JsonObject): boolean {
  const { name, namespace } = mapAt(patch, 'metadata');
  if (patch['kind'] !== object.kind || name !== object.metadata.name) return false;
  return namespace === undefined || object.metadata.namespace === undefined || namespace === object.metadata.namespace;
}

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return pattern === text;
  }
}

function selects(selector: string | undefined, labels: unknown): boolean {
  if (selector === undefined) return true;
  return selector.split(',').every((term) => {
    const [, key, value] = EQUALITY.exec(term) ?? [];
    return key !== undefined && typeof labels === 'object' && labels !== null && Reflect.get(labels, key) === value;
  });
}
