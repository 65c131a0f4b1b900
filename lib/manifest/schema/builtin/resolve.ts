import type { OpenApiDocument, Schema } from '../../../imports/schemas.js';

/** A schema with the name it is referred to by. */
export interface Named {
  /** Group and type, such as `core.Container`, the same in every version of the group; empty for no type of its own. */
  readonly name: string;
  readonly schema: Schema;
}

const PREFIX = '#/components/schemas/';

const resolved = new WeakMap<Schema, Named>();

/** Follows references; a field refers to its type either directly or as the only part of `allOf`. */
export function resolve(schema: Schema, document: OpenApiDocument): Named {
  const known = resolved.get(schema);
  if (known) return known;
  const found = follow(schema, document);
  resolved.set(schema, found);
  return found;
}

function follow(schema: Schema, document: OpenApiDocument): Named {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (ref === undefined) return { name: '', schema };
  const key = ref.slice(PREFIX.length);
  const target = document.schemas[key];
  const name = typeName(key);
  return target ? { ...resolve(target, document), name } : { name, schema: {} };
}

/** Name of a type without its version: `core.Container` for `io.k8s.api.core.v1.Container`. */
export function typeName(key: string): string {
  const parts = key.split('.');
  const [group = '', version = '', type = ''] = parts.slice(-3);
  return /^v\d/.test(version) ? `${group}.${type}` : `${version}.${type}`;
}
