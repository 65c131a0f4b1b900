/** How the engine marks a secret in what it sends to providers. */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
/** What the engine sends for a value that is not known yet. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** A value without the marks of secrets. */
export function revealed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revealed);
  if (Reflect.get(value, SIGNATURE) === SECRET) return revealed(Reflect.get(value, 'value'));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, revealed(child)]));
}

/** Whether anything in a value is not known yet. */
export function hasUnknown(value: unknown): boolean {
  return JSON.stringify(value).includes(UNKNOWN);
}

/** Fields of a value that is an object; none of any other. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(value) as object));
}
