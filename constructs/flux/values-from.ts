import { MeshError, type JsonObject, type JsonValue } from '../../lib/model/index.js';
import { isMap } from './merge-values.js';

/**
 * Values that helm-controller reads from an object in the namespace of the HelmRelease.
 *
 * @see https://fluxcd.io/flux/components/helm/helmreleases/#values-references
 */
export interface ValuesFrom {
  /** Kind of the object. */
  readonly kind: 'ConfigMap' | 'Secret';
  /** Name of the object, in `flux-system`. */
  readonly name: string;
  /**
   * Key of the object that holds the values.
   * @default 'values.yaml'
   */
  readonly valuesKey?: string;
  /**
   * Path of one value to set, such as `meshConfig.caCertificates[0].pem`.
   * @default - the key holds a whole document of values
   */
  readonly targetPath?: string;
  /**
   * Take the text as it is, although it holds commas or line breaks; needs `targetPath`.
   * @default false
   */
  readonly literal?: boolean;
  /**
   * Go on without the object when it is missing.
   * @default false
   */
  readonly optional?: boolean;
}

/**
 * Refuses a reference into a list that inline values set too: helm-controller merges inline values last and replaces
 * whole lists, so the referenced value would be lost without a word.
 */
export function checkValuesFrom(where: string, references: readonly ValuesFrom[], values: JsonObject): void {
  for (const { targetPath } of references) {
    const lists = targetPath === undefined ? [] : listPaths(targetPath);
    const lost = lists.find((path) => Array.isArray(valueAt(values, path)));
    if (lost === undefined) continue;
    throw new MeshError({
      code: 'TM1702',
      where,
      field: 'valuesFrom.targetPath',
      what: `inline values set the list "${lost.join('.')}" and replace it as a whole, so the value would be lost`,
      value: targetPath,
      remedy: `Leave "${lost.join('.')}" out of \`values\` and give the whole list through \`valuesFrom\`.`,
    });
  }
}

/** Paths of the lists that a target path indexes: `a.b[0].c` indexes `a.b`. */
function listPaths(targetPath: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  const path: string[] = [];
  for (const part of targetPath.split('.')) {
    const [key = '', ...indexes] = part.split('[');
    path.push(key);
    if (indexes.length === 0) continue;
    found.push([...path]);
    break;
  }
  return found;
}

function valueAt(values: JsonObject, path: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = values;
  for (const key of path) at = isMap(at) ? at[key] : undefined;
  return at;
}
