import type { OpenApiDocument, Schema } from '../../../imports/schemas.js';

/** A schema with the name it is referred to by. */
export interface Named {
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
  const name = ref.slice(PREFIX.length);
  const target = document.schemas[name];
  return target ? { ...resolve(target, document), name } : { name, schema: {} };
}
