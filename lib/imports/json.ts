/** A value that JSON can hold, where upstream declares no structure. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object, where upstream declares no structure. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}
