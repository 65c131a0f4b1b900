import type { Schema } from '../../../imports/schemas.js';
import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { checkLabelsAndAnnotations } from '../metadata/rules.js';
import { child } from '../path.js';
import { nearest } from '../suggest.js';
import { isList, isObject, own, typeName } from '../values.js';
import { checkDuplicates } from './duplicates.js';
import { reportedPlace } from './enums.js';
import { entryOf, fieldOf, itemOf, type Place } from './place.js';
import { checkRequired } from './required.js';
import { resolve } from './resolve.js';
import { wantedType } from './scalars.js';

/** Types that hold any object. */
const OPEN: ReadonlySet<string> = new Set(['runtime.RawExtension', 'meta.FieldsV1', 'apiextensions.JSON']);

const SCHEMA: Schema = {
  $ref: '#/components/schemas/io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps',
};

/** Checks a value against the type of its field. A null counts as nothing, as it does to the API server. */
export function walk(value: JsonValue, place: Place): void {
  if (value === null) return;
  const { type, checked, found } = place;
  const wanted = wantedType(type, value);
  if (wanted !== undefined) {
    const message = `must be ${wanted}, not ${typeName(value)}`;
    found.push({ code: 'TM3004', field: checked, message, value, remedy: `Write ${wanted}.` });
    return;
  }
  if (typeof value === 'string') checkEnum(value, place);
  else if (isSchemaOrOther(type.name)) walkSchema(value, place);
  else if (isList(value)) walkList(value, place);
  else if (isObject(value) && !OPEN.has(type.name)) walkObject(value, place);
}

function isSchemaOrOther(name: string): boolean {
  return name.startsWith('apiextensions.JSONSchemaPropsOr');
}

/** Schemas that stand in place of something simpler are decoded apart, without a look at fields that are not known. */
function walkSchema(value: JsonValue, place: Place): void {
  if (!isObject(value)) return;
  const found: SchemaFinding[] = [];
  walk(value, { ...place, found, type: resolve(SCHEMA, place.document) });
  place.found.push(...found.filter(({ code }) => code !== 'TM3003'));
}

function walkObject(object: JsonObject, place: Place): void {
  const { schema, name } = place.type;
  if (schema.type === undefined) return;
  const { properties = {}, additionalProperties } = schema;
  for (const key of Object.keys(object)) {
    const value = own(object, key);
    if (value === undefined) continue;
    const field = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (field) walk(value, fieldOf(place, key, field));
    else if (typeof additionalProperties === 'object') walk(value, entryOf(place, key, additionalProperties));
    else unknown(key, value, place);
  }
  checkRequired(object, place);
  walkEmbedded(object, place);
  const metadata = name === 'core.PodTemplateSpec' ? own(object, 'metadata') : undefined;
  if (isObject(metadata)) {
    place.found.push(...checkLabelsAndAnnotations(metadata, place.checked));
  }
}

function unknown(key: string, value: JsonValue, { type, path, found }: Place): void {
  const near = nearest(key, Object.keys(type.schema.properties ?? {}));
  const hint = near === undefined ? '' : `Did you mean '${near}'? `;
  const shown = typeof value === 'object' ? {} : { value };
  const message = 'is not a field of the kind';
  const remedy = `${hint}Rename or remove the field.`;
  found.push({ code: 'TM3003', field: child(path, key), message, ...shown, remedy });
}

/** Structs that are left out are there all the same for the API server, and miss what they demand. */
function walkEmbedded(object: JsonObject, place: Place): void {
  for (const [name, schema] of structsOf(place.type.schema)) {
    const absent = (own(object, name) ?? null) === null;
    if (absent && name !== 'metadata' && name !== 'status') walk({}, fieldOf(place, name, schema));
  }
}

const structs = new WeakMap<Schema, readonly (readonly [string, Schema])[]>();

function structsOf(schema: Schema): readonly (readonly [string, Schema])[] {
  const known = structs.get(schema);
  if (known) return known;
  const made = Object.entries(schema.properties ?? {}).filter(([, field]) => isObject(field.default));
  structs.set(schema, made);
  return made;
}

function checkEnum(value: string, { type, slot, checked, found }: Place): void {
  const admitted = type.schema.enum;
  // An empty text is the same as none to the API server, which then fills in its own choice.
  if (!admitted || value === '' || admitted.includes(value)) return;
  const texts = admitted.filter((one) => typeof one === 'string' && one !== '').map(String);
  const near = nearest(value, texts);
  const hint = near === undefined ? '' : `Did you mean '${near}'? `;
  const remedy = `${hint}Write one of ${texts.map((text) => `'${text}'`).join(', ')}.`;
  const field = reportedPlace(slot, checked);
  found.push({ code: 'TM3006', field, message: 'is not one of the values the field admits', value, remedy });
}

/** Items that are structs are there for the API server even when they are null. */
function walkList(list: readonly JsonValue[], place: Place): void {
  const { items = {} } = place.type.schema;
  list.forEach((one, index) => {
    const at = itemOf(place, index, items);
    walk(one === null && at.type.schema.type === 'object' ? {} : one, at);
  });
  checkDuplicates(list, place);
}
