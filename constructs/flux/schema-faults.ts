import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '../../lib/model/index.js';

/** What the schema of a chart does not accept. Paths are dotted and begin with a dot; that of the root is empty. */
export type SchemaFault =
  | {
      readonly kind: 'unknown-key';
      /** The object that has the key. */
      readonly path: string;
      readonly key: string;
      /** Keys that the schema lists there. */
      readonly known: readonly string[];
    }
  | {
      readonly kind: 'not-valid';
      readonly path: string;
      /** What the value would have to do: `be boolean`. */
      readonly must: string;
      readonly value: JsonValue;
    };

interface Place {
  readonly root: JsonObject;
  readonly schema: JsonObject;
  readonly path: string;
  readonly value: JsonValue;
}

/** What one keyword finds, given what the schema says by it. */
type Keyword = (place: Place, says: JsonValue) => readonly SchemaFault[];

const COMBINED: Readonly<Record<string, Keyword>> = {
  $ref: (place, pointer) => faultsOf({ ...place, schema: resolve(place.root, stringsOf(pointer).join()) }),
  allOf: (place, branches) => branchesOf(place, branches).flat(),
  anyOf: (place, branches) => {
    const found = branchesOf(place, branches);
    return found.some(({ length }) => length === 0) ? [] : found.flat();
  },
};

const OF_ANY_VALUE: Readonly<Record<string, Keyword>> = {
  type: (place, says) => {
    const types = stringsOf(says);
    return must(place, `be ${types.join()}`, types.some(hasType(place.value)));
  },
  enum: (place, allowed) =>
    must(place, 'be equal to one of the allowed values', includes(listOf(allowed), place.value)),
};

const OF_NUMBERS: Readonly<Record<string, Keyword>> = {
  minimum: bounded('be >= #', (value, limit) => typeof value !== 'number' || value >= limit),
  maximum: bounded('be <= #', (value, limit) => typeof value !== 'number' || value <= limit),
};

const OF_LISTS: Readonly<Record<string, Keyword>> = {
  minItems: bounded('NOT have fewer than # items', (value, limit) => !isList(value) || value.length >= limit),
  maxItems: bounded('NOT have more than # items', (value, limit) => !isList(value) || value.length <= limit),
  uniqueItems: (place, says) => {
    const items = says === true ? listOf(place.value) : [];
    const repeated = items.some((item, at) => includes(items.slice(0, at), item));
    return must(place, 'NOT have duplicate items', !repeated);
  },
  items: (place, schema) => listOf(place.value).flatMap((item, at) => below(place, String(at), item, schema)),
};

const OF_OBJECTS: Readonly<Record<string, Keyword>> = {
  required: (place, keys) => {
    const { value } = place;
    if (!isObject(value)) return [];
    return stringsOf(keys).flatMap((key) =>
      must(place, `have required property '${key}'`, own(value, key) !== undefined),
    );
  },
  properties: (place, schemas) =>
    entriesOf(place.value).flatMap(([key, item]) =>
      below(place, key, item, isObject(schemas) ? own(schemas, key) : {}),
    ),
  additionalProperties: (place, says) => {
    const known = isObject(place.schema['properties']) ? Object.keys(place.schema['properties']) : [];
    const others = entriesOf(place.value).filter(([key]) => !known.includes(key));
    if (says !== false) return others.flatMap(([key, item]) => below(place, key, item, says));
    return others.map(([key]) => ({ kind: 'unknown-key', path: place.path, key, known }));
  },
};

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  [COMBINED, OF_ANY_VALUE, OF_NUMBERS, OF_LISTS, OF_OBJECTS].flatMap((keywords) => Object.entries(keywords)),
);

/** The keywords that are judged, which are all that the schemas of the charts use. */
export const SCHEMA_KEYWORDS: readonly string[] = [...KEYWORDS.keys()];

/**
 * All that a schema of draft 7 does not accept in a value. The schemas of charts use few keywords, and a walk along one
 * value costs a thousandth of what a compiler of schemas takes before it sees its first value: half a second for the
 * charts of a platform, in every program.
 *
 * @param schema - schema of the values of a chart
 * @param value - the values as Helm checks them
 */
export function schemaFaults(schema: JsonObject, value: JsonValue): readonly SchemaFault[] {
  return faultsOf({ root: schema, schema, path: '', value });
}

function faultsOf(place: Place): readonly SchemaFault[] {
  return Object.entries(place.schema).flatMap(([name, says]) =>
    says === undefined ? [] : (KEYWORDS.get(name)?.(place, says) ?? []),
  );
}

function branchesOf(place: Place, branches: JsonValue): readonly (readonly SchemaFault[])[] {
  return listOf(branches).map((schema) => (isObject(schema) ? faultsOf({ ...place, schema }) : []));
}

/** A schema that is `true` or left out accepts everything. */
function below(place: Place, key: string, value: JsonValue, schema: JsonValue | undefined): readonly SchemaFault[] {
  if (!isObject(schema)) return [];
  return faultsOf({ root: place.root, schema, path: `${place.path}.${key}`, value });
}

/** A keyword that limits: `#` in the demand stands for the limit. */
function bounded(demand: string, holds: (value: JsonValue, limit: number) => boolean): Keyword {
  return (place, says) => must(place, demand.replace('#', String(Number(says))), holds(place.value, Number(says)));
}

function must({ path, value }: Place, demand: string, holds: boolean): readonly SchemaFault[] {
  return holds ? [] : [{ kind: 'not-valid', path, must: demand, value }];
}

/** The schema that a pointer like `#/definitions/image` names in the same document. */
function resolve(root: JsonObject, pointer: string): JsonObject {
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<JsonValue | undefined>((schema, step) => (isObject(schema) ? own(schema, step) : undefined), root);
  if (!isObject(found)) throw new Error(`The schema of a chart refers to '${pointer}', which it does not have.`);
  return found;
}

const hasType = (value: JsonValue) => (type: string) =>
  type === 'integer' ? Number.isInteger(value) : type === typeOf(value);

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return isList(value) ? 'array' : typeof value;
}

function includes(list: readonly JsonValue[], value: JsonValue): boolean {
  return list.some((item) => isDeepStrictEqual(item, value));
}

function entriesOf(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, item]]));
}

/** The field of that name which the object itself has: what it inherits (`constructor`) is none of its data. */
function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** What a keyword says that takes one string or a list of them. */
function stringsOf(says: JsonValue): readonly string[] {
  return (isList(says) ? says : [says]).filter((item) => typeof item === 'string');
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return isList(value) ? value : [];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
