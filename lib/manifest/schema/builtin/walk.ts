import type { OpenApiDocument, Schema } from '../../../imports/schemas.js';
import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { checkLabelsAndAnnotations } from '../metadata/rules.js';
import { child, item } from '../path.js';
import { nearest } from '../suggest.js';
import { canonical, isList, isObject, own, typeName } from '../values.js';
import { demandedOf, filledIn } from './defaults.js';
import { resolve, type Named } from './resolve.js';
import { wantedType } from './scalars.js';

/** Types that hold any object. */
const OPEN: ReadonlySet<string> = new Set([
  'io.k8s.apimachinery.pkg.runtime.RawExtension',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
]);

/** A place in an object of a built-in kind. */
interface Place {
  readonly document: OpenApiDocument;
  readonly type: Named;
  readonly path: string;
  readonly found: SchemaFinding[];
}

/** Checks a value against the type of its field. A null counts as nothing, as it does to the API server. */
export function walk(value: JsonValue, place: Place): void {
  if (value === null) return;
  const { type, path, found } = place;
  const wanted = wantedType(type, value);
  if (wanted !== undefined) {
    const message = `must be ${wanted}, not ${typeName(value)}`;
    found.push({ code: 'TM3004', field: path, message, value, remedy: `Write ${wanted}.` });
    return;
  }
  if (typeof value === 'string') checkEnum(value, place);
  else if (isList(value)) walkList(value, place);
  else if (isObject(value) && !OPEN.has(type.name)) walkObject(value, place);
}

function walkObject(object: JsonObject, place: Place): void {
  const { schema, name } = place.type;
  if (schema.type === undefined) return;
  for (const key of Object.keys(object)) {
    const value = own(object, key);
    if (value === undefined) continue;
    const field = fieldOf(schema, key);
    if (field) walk(value, below(place, field, child(place.path, key)));
    else unknown(key, value, place);
  }
  checkRequired(object, place);
  walkEmbedded(object, place);
  const metadata = name.endsWith('.PodTemplateSpec') ? own(object, 'metadata') : undefined;
  if (isObject(metadata)) place.found.push(...checkLabelsAndAnnotations(metadata, child(place.path, 'metadata')));
}

function below({ document, found }: Place, schema: Schema, path: string): Place {
  return { document, type: resolve(schema, document), path, found };
}

function fieldOf({ properties, additionalProperties }: Schema, key: string): Schema | undefined {
  if (properties && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function unknown(key: string, value: JsonValue, { type, path, found }: Place): void {
  const near = nearest(key, Object.keys(type.schema.properties ?? {}));
  const hint = near === undefined ? '' : `Did you mean '${near}'? `;
  const shown = typeof value === 'object' ? {} : { value };
  const message = 'is not a field of the kind';
  found.push({
    code: 'TM3003',
    field: child(path, key),
    message,
    ...shown,
    remedy: `${hint}Rename or remove the field.`,
  });
}

/** Structs that are left out are there all the same for the API server, and miss what they demand. */
function walkEmbedded(object: JsonObject, place: Place): void {
  for (const [name, schema] of structsOf(place.type.schema)) {
    const absent = (own(object, name) ?? null) === null;
    if (absent && name !== 'metadata' && name !== 'status') walk({}, below(place, schema, child(place.path, name)));
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

function checkRequired(object: JsonObject, { type, path, found }: Place): void {
  for (const name of demandedOf(type.name, type.schema.required ?? [])) {
    if ((own(object, name) ?? null) !== null || filledIn(type.name, name)) continue;
    if (isObject(type.schema.properties?.[name]?.default)) continue;
    found.push({
      code: 'TM3005',
      field: child(path, name),
      message: 'required field is missing',
      remedy: `Add '${name}'.`,
    });
  }
}

function checkEnum(value: string, { type, path, found }: Place): void {
  const admitted = type.schema.enum;
  // An empty text is the same as none to the API server, which then fills in its own choice.
  if (!admitted || value === '' || admitted.includes(value)) return;
  const texts = admitted.filter((one) => typeof one === 'string' && one !== '').map(String);
  const near = nearest(value, texts);
  const hint = near === undefined ? '' : `Did you mean '${near}'? `;
  const remedy = `${hint}Write one of ${texts.map((text) => `'${text}'`).join(', ')}.`;
  found.push({ code: 'TM3006', field: path, message: 'is not one of the values the field admits', value, remedy });
}

function walkList(list: readonly JsonValue[], place: Place): void {
  const { schema } = place.type;
  const { items = {} } = schema;
  list.forEach((one, index) => walk(one, below(place, items, item(place.path, index))));
  checkRepeats(list, resolve(items, place.document), place);
}

function checkRepeats(list: readonly JsonValue[], items: Named, { type, path, found }: Place): void {
  const kind = type.schema['x-kubernetes-list-type'];
  if (kind !== 'map' && kind !== 'set') return;
  const names = type.schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  list.forEach((one, index) => {
    const key = kind === 'set' || !isObject(one) ? one : keyOf(one, names, items.schema);
    const text = canonical(key);
    if (seen.has(text)) {
      const what = kind === 'set' ? 'item' : names.join(' and ');
      const remedy = `Give each item of ${path} ${kind === 'set' ? 'a value' : names.join(' and ')} of its own, or merge the two.`;
      const message = `repeats the ${what} of an earlier item`;
      found.push({ code: 'TM3013', field: item(path, index), message, value: key, remedy });
    }
    seen.add(text);
  });
}

function keyOf(object: JsonObject, names: readonly string[], schema: Schema): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = own(object, name) ?? schema.properties?.[name]?.default;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
