import type { OpenApiDocument, Schema } from '../../../lib/imports/schema.js';

/** What a report says of one field. */
export interface FieldFacts {
  readonly type: string;
  readonly required: boolean;
  /** Allowed values, where there is a closed list of them. */
  readonly values: readonly string[];
}

/** The fields of a schema by path, such as `spec.http[].match[].uri`. */
export type FieldMap = ReadonlyMap<string, FieldFacts>;

const REF = '#/components/schemas/';

/** The fields of a schema; references are looked up in the document. */
export function fieldsOf(schema: Schema, document?: OpenApiDocument): FieldMap {
  const fields = new Map<string, FieldFacts>();
  walk(schema, '', { fields, document, open: new Set() });
  return fields;
}

interface Walk {
  readonly fields: Map<string, FieldFacts>;
  readonly document: OpenApiDocument | undefined;
  /** References that are being followed: a schema may contain itself. */
  readonly open: Set<string>;
}

function walk(schema: Schema, path: string, state: Walk): void {
  const ref = refOf(schema);
  if (ref !== undefined) {
    follow(ref, path, state);
    return;
  }
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const below = path === '' ? name : `${path}.${name}`;
    state.fields.set(below, facts(child, (schema.required ?? []).includes(name)));
    walk(child, below, state);
  }
  if (schema.items) walk(schema.items, `${path}[]`, state);
  if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, `${path}{}`, state);
}

function follow(ref: string, path: string, state: Walk): void {
  const target = state.document?.schemas[ref];
  if (!target || state.open.has(ref)) return;
  state.open.add(ref);
  walk(target, path, state);
  state.open.delete(ref);
}

function refOf(schema: Schema): string | undefined {
  const ref = schema.$ref ?? schema.allOf?.find((part) => part.$ref !== undefined)?.$ref;
  return ref?.slice(REF.length);
}

function facts(schema: Schema, required: boolean): FieldFacts {
  return { type: typeOf(schema), required, values: (schema.enum ?? []).map((value) => JSON.stringify(value)) };
}

function typeOf(schema: Schema): string {
  const ref = refOf(schema);
  if (ref !== undefined) return ref.slice(ref.lastIndexOf('.') + 1);
  if (schema['x-kubernetes-int-or-string']) return 'integer or string';
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return `map of ${typeOf(schema.additionalProperties)}`;
  return schema.type ?? 'anything';
}
