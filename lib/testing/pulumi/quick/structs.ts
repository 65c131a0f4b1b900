import { moduleOfSdk, replace, type Restore } from './replace.js';

/** A value of a message in the form in which google-protobuf keeps it: one place for each kind that it may have. */
type Raw = readonly unknown[];

/** The class of google-protobuf whose messages hold the properties of resources. */
type StructClass = new (raw: Raw) => unknown;

/**
 * Makes messages of properties in one walk over them. google-protobuf goes over all that is in a message whenever it
 * puts the message into another one, so each value is visited as often as it is deep, twice for each resource: for a
 * platform that is more time than everything else that Pulumi does.
 */
export function quickStructs(): Restore {
  const found = moduleOfSdk('google-protobuf/google/protobuf/struct_pb.js');
  const struct = Reflect.get(Object(found) as object, 'Struct') as StructClass;
  return replace<(value: object) => unknown>(struct, 'fromJavaScript', (slowly) => (value) => {
    const raw = rawStruct(value);
    return raw === undefined ? slowly(value) : new struct(raw);
  });
}

/** Kinds of a value, by the place in a message of each. */
const PLACES = { null: 0, number: 1, string: 2, boolean: 3, object: 4, list: 5 } as const;

/** An object as a message; nothing where something in it cannot be in a message, which google-protobuf refuses. */
function rawStruct(value: object): Raw | undefined {
  const fields = Object.entries(value).map(([key, child]) => [key, rawValue(child)] as const);
  return fields.every(([, child]) => child !== undefined) ? [fields] : undefined;
}

function rawValue(value: unknown): Raw | undefined {
  if (value === null) return at(PLACES.null, 0);
  if (Array.isArray(value)) return at(PLACES.list, rawList(value));
  switch (typeof value) {
    case 'number':
      return at(PLACES.number, value);
    case 'string':
      return at(PLACES.string, value);
    case 'boolean':
      return at(PLACES.boolean, value);
    case 'object':
      return at(PLACES.object, rawStruct(value));
    default:
      return undefined;
  }
}

function rawList(values: readonly unknown[]): Raw | undefined {
  const items = values.map(rawValue);
  return items.includes(undefined) ? undefined : [items];
}

/** A value that stands at the place of its kind; nothing where there is none. */
function at(place: number, value: unknown): Raw | undefined {
  return value === undefined ? undefined : [...Array<null>(place).fill(null), value];
}
