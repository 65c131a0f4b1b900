import type { Schema } from '../../../../lib/imports/schemas.js';
import type { JsonValue } from '../../../../lib/model/index.js';

/** A JSON container that may be changed. */
export type Container = Record<string, JsonValue> | JsonValue[];

/** A value inside an object: what holds it, under which name, and the schema that belongs to it. */
export interface Place {
  readonly holder: Container;
  readonly key: string | number;
  readonly value: JsonValue;
  readonly schema: Schema | undefined;
}

/** Every place below a value. */
export function places(value: JsonValue, schema: Schema | undefined): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const list = value as JsonValue[];
    return list.flatMap((one, key) => [
      { holder: list, key, value: one, schema: schema?.items },
      ...places(one, schema?.items),
    ]);
  }
  const holder = value as Record<string, JsonValue>;
  return Object.entries(holder).flatMap(([key, one]) => {
    const below = propertyOf(schema, key);
    return [{ holder, key, value: one, schema: below }, ...places(one, below)];
  });
}

function propertyOf(schema: Schema | undefined, key: string): Schema | undefined {
  const { properties, additionalProperties } = schema ?? {};
  return properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
}

/** Puts a value into a place. */
export function set({ holder, key }: Place, value: JsonValue): void {
  (holder as Record<string | number, JsonValue>)[key] = value;
}

/** Takes a place away. */
export function drop({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}
