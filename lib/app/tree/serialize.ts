import { ApiObject, ApiObjectMetadataDefinition, type App, JsonPatch, Lazy } from 'cdk8s';
import { UnsortedDocument } from '../../manifest/index.js';
import { MeshError, constant, isConstant, reasonOf } from '../../model/index.js';

/** Built-in resolvers that every App appends to those of the user. */
const BUILT_IN_RESOLVERS = 3;

/** Raised where only stock code knows what to do; it then takes the whole object. */
class Unusual extends Error {}

type Fields = Record<string, unknown>;

/** Settings that hold for every object of one synth. */
export interface SerializeOptions {
  /** Sort keys, as stock does unless `CDK8S_DISABLE_SORT` is set. */
  readonly sortKeys: boolean;
  /** Resolvers of the user exist, and must see every value. */
  readonly userResolvers: boolean;
}

/** Settings for an app, read once. */
export function serializeOptions(app: Pick<App, 'resolvers'>): SerializeOptions {
  return {
    sortKeys: (process.env['CDK8S_DISABLE_SORT'] ?? '') === '',
    userResolvers: app.resolvers.length > BUILT_IN_RESOLVERS,
  };
}

/**
 * The object as plain data, equal to what `apiObject.toJson()` gives: resolving and cleaning in one pass where nobody
 * overrides a step of it, else by calling `toJson` itself.
 */
export function serialize(apiObject: ApiObject, options: SerializeOptions): Fields {
  try {
    if (options.userResolvers || apiObject.toJson !== ApiObject.prototype.toJson) return stock(apiObject);
    return onePass(apiObject, options);
  } catch (error) {
    if (error instanceof Unusual) return stockOrRefuse(apiObject);
    throw refusal(apiObject, error);
  }
}

/**
 * What is written for an object: its own data, unsorted and not copied, where that is clean; else {@link serialize}.
 */
export function documentOf(apiObject: ApiObject, options: SerializeOptions): unknown {
  const patches: unknown = Reflect.get(apiObject, 'patches');
  const plain = Array.isArray(patches) && patches.length === 0 && options.sortKeys && !options.userResolvers;
  if (!plain || apiObject.toJson !== ApiObject.prototype.toJson) return serialize(apiObject, options);
  try {
    const props = fieldsOf(apiObject, 'props');
    const fields: Fields = {};
    for (const key of Object.keys(props).sort()) {
      const value = key === 'metadata' ? undefined : uncopied(props[key]);
      if (value !== undefined) fields[key] = value;
    }
    return new UnsortedDocument(headFirst({ ...fields, metadata: metadataOf(apiObject) }));
  } catch {
    return serialize(apiObject, options);
  }
}

function uncopied(value: unknown): unknown {
  return isClean(value) ? value : render(value, true, false);
}

/** Whether resolving and cleaning would change nothing but the order of keys. */
function isClean(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.every(isClean);
  if (value.constructor !== Object) return false;
  for (const key in value) {
    const field: unknown = Reflect.get(value, key);
    if (!isClean(field)) return false;
  }
  return true;
}

function stockOrRefuse(apiObject: ApiObject): Fields {
  try {
    return stock(apiObject);
  } catch (error) {
    throw refusal(apiObject, error);
  }
}

function stock(apiObject: ApiObject): Fields {
  const json: unknown = apiObject.toJson();
  if (typeof json !== 'object' || json === null) throw new Error('toJson() gave no object');
  return Object.fromEntries(Object.entries(json));
}

function onePass(apiObject: ApiObject, { sortKeys }: SerializeOptions): Fields {
  const props = fieldsOf(apiObject, 'props');
  const metadata = metadataOf(apiObject);
  let json: Fields = {};
  const patches = patchesOf(apiObject);
  const keys = Object.keys(props);
  if (!('metadata' in props)) keys.push('metadata');
  for (const key of sortKeys ? keys.sort() : keys) {
    const value = key === 'metadata' ? metadata : field(props[key], sortKeys, patches.length > 0);
    if (value !== undefined && value !== null) json[key] = value;
  }
  if (patches.length > 0) json = patched(json, patches);
  return headFirst(json);
}

/** What constants become, with keys sorted and not. */
const rendered = { sorted: new WeakMap<object, unknown>(), unsorted: new WeakMap<object, unknown>() };

/** Patches change what they are given in place, which nothing that others have may be. */
function field(value: unknown, sortKeys: boolean, isPatched: boolean): unknown {
  if (isPatched || !isConstant(value)) return render(value, sortKeys, false);
  const known = sortKeys ? rendered.sorted : rendered.unsorted;
  const made = known.get(value) ?? render(value, sortKeys, false);
  known.set(value, typeof made === 'object' && made !== null ? constant(made) : made);
  return made;
}

function patchesOf(apiObject: ApiObject): readonly unknown[] {
  const patches: unknown = Reflect.get(apiObject, 'patches');
  return Array.isArray(patches) ? patches : [];
}

function patched(json: Fields, patches: readonly unknown[]): Fields {
  const operations = patches.filter((patch): patch is JsonPatch => patch instanceof JsonPatch);
  if (operations.length !== patches.length) throw new Unusual();
  const result: unknown = JsonPatch.apply(json, ...operations);
  if (typeof result !== 'object' || result === null) throw new Unusual();
  return Object.fromEntries(Object.entries(result));
}

function headFirst(json: Fields): Fields {
  const result: Fields = {};
  for (const key of ['apiVersion', 'kind', 'metadata']) if (key in json) result[key] = json[key];
  for (const key in json) result[key] = json[key];
  return result;
}

/** Metadata drops empty maps and lists, and is always sorted. */
function metadataOf({ metadata }: ApiObject): unknown {
  if (metadata.toJson !== ApiObjectMetadataDefinition.prototype.toJson) throw new Unusual();
  const fields = {
    ...fieldsOf(metadata, '_additionalAttributes'),
    name: metadata.name,
    namespace: metadata.namespace,
    annotations: Reflect.get(metadata, 'annotations') as unknown,
    finalizers: Reflect.get(metadata, 'finalizers') as unknown,
    ownerReferences: Reflect.get(metadata, 'ownerReferences') as unknown,
    labels: Reflect.get(metadata, 'labels') as unknown,
  };
  return render(fields, true, true);
}

function fieldsOf(holder: object, name: string): Fields {
  const value: unknown = Reflect.get(holder, name);
  if (!isFields(value)) throw new Unusual();
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && value.constructor === Object;
}

function render(value: unknown, sortKeys: boolean, dropEmpty: boolean): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object') throw new Unusual();
  if (Array.isArray(value)) {
    if (dropEmpty && value.length === 0) return undefined;
    return value.map((item: unknown) => render(item, sortKeys, dropEmpty) ?? null);
  }
  if (isFields(value) && typeof value['resolve'] !== 'function') return renderMap(value, sortKeys, dropEmpty);
  return render(resolved(value), sortKeys, dropEmpty);
}

function renderMap(map: Fields, sortKeys: boolean, dropEmpty: boolean): Fields | undefined {
  const result: Fields = {};
  const keys = Object.keys(map);
  if (sortKeys && !isSorted(keys)) keys.sort();
  let empty = true;
  for (const key of keys) {
    const value = render(map[key], sortKeys, dropEmpty);
    if (value === undefined) continue;
    result[key] = value;
    empty = false;
  }
  return empty && dropEmpty ? undefined : result;
}

function isSorted(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at++) if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return false;
  return true;
}

/** What a token stands for: a Lazy, any value with `resolve()`, or a class that wraps a number or string. */
function resolved(value: object): unknown {
  if (value instanceof Lazy) {
    const produced: unknown = value.produce();
    return produced;
  }
  const resolve: unknown = Reflect.get(value, 'resolve');
  if (typeof resolve === 'function') {
    const produced: unknown = Reflect.apply(resolve, value, []);
    return produced;
  }
  const inner: unknown = Reflect.get(value, 'value');
  if (typeof inner === 'string' || typeof inner === 'number') return { value: inner };
  throw new Unusual();
}

function refusal(apiObject: ApiObject, error: unknown): unknown {
  if (MeshError.is(error)) return error;
  const what = reasonOf(error);
  return new MeshError(
    {
      code: 'TM2014',
      where: apiObject.node.path,
      what: `${apiObject.kind} "${apiObject.name}" cannot be written: ${what}`,
      remedy: 'Give plain values: strings, numbers, booleans, lists and maps.',
    },
    { cause: error },
  );
}
