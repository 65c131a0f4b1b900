import type { JsonObject } from '../../../model/index.js';
import { child } from '../path.js';
import { isObject, own } from '../values.js';
import { demandsOf, isNone, isWaived } from './demands/index.js';
import type { Place } from './place.js';

/** Reports what an object of a type misses: by its published schema, and by the API server's own code. */
export function checkRequired(object: JsonObject, { type, checked, found }: Place): void {
  const missing = new Set(publishedFields(type).filter((name) => isNone(own(object, name))));
  const demanded = demandsOf(type.name).flatMap((demand) => demand(object));
  if (demanded.length > 0 && !isValueValidation(type, checked)) for (const path of demanded) missing.add(path);
  for (const path of missing) {
    found.push({
      code: 'TM3005',
      field: path === '' ? checked : child(checked, path),
      message: path === '' ? 'lacks a field of which it needs one' : 'required field is missing or empty',
      remedy: path === '' ? 'Add one of its fields.' : `Add '${path}'.`,
    });
  }
}

/**
 * Whether a schema stands below `allOf`, `anyOf`, `oneOf` or `not` of a definition of kinds. It narrows what stands
 * elsewhere, so the API server wants no type of it, and in fact refuses one.
 */
function isValueValidation({ name }: Place['type'], checked: string): boolean {
  if (name !== 'apiextensions.JSONSchemaProps') return false;
  // Keys of maps are names that somebody chose.
  return /\.(?:allOf|anyOf|oneOf|not)(?:[.[]|$)/.test(checked.replace(/\[[^\]]*\]/g, '[]'));
}

const published = new WeakMap<Place['type']['schema'], readonly string[]>();

/** Fields that the published schema requires. A struct that is left out is there all the same, and a false is a value. */
function publishedFields({ name, schema }: Place['type']): readonly string[] {
  const known = published.get(schema);
  if (known) return known;
  const made = (schema.required ?? []).filter((field) => {
    const property = schema.properties?.[field];
    return !isWaived(name, field) && property?.type !== 'boolean' && !isObject(property?.default);
  });
  published.set(schema, made);
  return made;
}
