import type { JsonValue } from '../../lib/imports/json.js';
import { plain, quote, type Field, type Shape } from './shape.js';
import type { Schema } from '../../lib/imports/schema.js';

/** How a dialect of schema differs from the other one. */
export interface Dialect {
  /** Whether the server fills defaults before it looks for required fields, so that such a field may be left out. */
  readonly defaultsBeforeRequired: boolean;
  /** Turns the name of a shared schema into a shape. */
  readonly ref: (name: string) => Shape;
}

const REF = '#/components/schemas/';
const SCALARS = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' } as const;

/** The shape of a schema. */
export function shapeOf(schema: Schema, dialect: Dialect): Shape {
  const shape = bareShape(schema, dialect);
  return schema.nullable && !(shape.kind === 'plain' && shape.text === 'JsonValue')
    ? { kind: 'nullable', of: shape }
    : shape;
}

function bareShape(schema: Schema, dialect: Dialect): Shape {
  const ref = schema.$ref ?? schema.allOf?.find((part) => part.$ref)?.$ref;
  if (ref) return dialect.ref(ref.slice(REF.length));
  if (schema.enum) return plain(literals(schema.enum));
  if (schema['x-kubernetes-int-or-string']) return plain('number | string');
  switch (schema.type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return plain(SCALARS[schema.type]);
    case 'array':
      return { kind: 'list', of: schema.items ? shapeOf(schema.items, dialect) : plain('JsonValue') };
    case 'object':
      return objectShape(schema, dialect);
    case undefined:
      return schema.properties ? objectShape(schema, dialect) : plain(alternatives(schema));
  }
}

/** A schema without a type: one of several scalars, or anything at all. */
function alternatives(schema: Schema): string {
  const types = (schema.oneOf ?? []).map(({ type }) => type);
  const scalars = types.flatMap((type) => (type && type !== 'object' && type !== 'array' ? [SCALARS[type]] : []));
  return scalars.length > 0 && scalars.length === types.length ? [...new Set(scalars)].sort().join(' | ') : 'JsonValue';
}

function literals(values: readonly JsonValue[]): string {
  const texts = values.map((value) => (typeof value === 'string' ? quote(value) : JSON.stringify(value)));
  return [...new Set(texts)].join(' | ');
}

function objectShape(schema: Schema, dialect: Dialect): Shape {
  if (!schema.properties) {
    return typeof schema.additionalProperties === 'object'
      ? { kind: 'map', of: shapeOf(schema.additionalProperties, dialect) }
      : plain('JsonObject');
  }
  const fields = Object.entries(schema.properties).map(([name, child]) => field(name, child, schema, dialect));
  return { kind: 'object', fields, open: schema['x-kubernetes-preserve-unknown-fields'] === true };
}

function field(name: string, child: Schema, parent: Schema, dialect: Dialect): Field {
  const filled = dialect.defaultsBeforeRequired && child.default !== undefined;
  return { name, required: (parent.required ?? []).includes(name) && !filled, shape: shapeOf(child, dialect) };
}
