import type { JsonValue } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import { unclear } from './patches.js';
import { mapValues } from './transform.js';

const VARIABLE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-=])([^}]*))?\}/g;
const SKIP = 'kustomize.toolkit.fluxcd.io/substitute';

/**
 * Objects with the variables that Flux substitutes after the build.
 *
 * @param known - values by name
 * @param complete - whether there are no values beside these
 */
export function substituted(
  objects: readonly FoundObject[],
  known: ReadonlyMap<string, string>,
  complete: boolean,
): readonly FoundObject[] {
  return objects.map((found) => {
    const { labels, annotations } = found.object.metadata;
    if (labels?.[SKIP] === 'disabled' || annotations?.[SKIP] === 'disabled') return found;
    const missing = new Set<string>();
    const object = mapValues(found.object, (_, value) => substitutedValue(value, known, missing));
    const result = { ...found, object };
    return missing.size === 0 || complete
      ? result
      : unclear(result, `variables from the cluster: ${[...missing].sort().join(', ')}`);
  });
}

function substitutedValue(value: JsonValue, known: ReadonlyMap<string, string>, missing: Set<string>): JsonValue {
  if (typeof value !== 'string' || !value.includes('${')) return value;
  const text = value.replace(VARIABLE, (all, name: string | undefined, operator?: string, fallback?: string) => {
    if (name === undefined) return '${';
    const found = known.get(name);
    if (found !== undefined && !(found === '' && operator?.startsWith(':') === true)) return found;
    if (operator === undefined) missing.add(name);
    return operator === undefined ? all : (fallback ?? '');
  });
  // Flux substitutes text before it is read as YAML, so a whole value may become a number.
  return text !== value && /^\$\{[^}]*\}$/.test(value) && /^(?:0|[1-9][0-9]{0,14}|true|false)$/.test(text)
    ? (JSON.parse(text) as number | boolean)
    : text;
}
