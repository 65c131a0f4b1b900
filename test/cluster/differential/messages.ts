const TYPES =
  'Invalid value|Required value|Unsupported value|Too long|Too many|Duplicate value|Forbidden|Not found|Internal error';
const FAULT = new RegExp(`^(.*?): (?:${TYPES})`, 's');
const UNKNOWN = /^strict decoding: (?:unknown|duplicate) field "(.*)"$/s;
const COMBINATION = /^<nil>: Invalid value: "": "(.*?)" must (?:not )?validate (.*)/s;

/**
 * The field that a message of the API server is about; empty for the whole object, nothing for a message that only
 * sums up others.
 */
export function placeOf(message: string): string | undefined {
  const unknown = UNKNOWN.exec(message);
  if (unknown) return unknown[1] ?? '';
  const combination = COMBINATION.exec(message);
  if (combination) {
    return combination[2]?.startsWith('all the') === true ? undefined : (combination[1] ?? '').replace(/^\./, '');
  }
  const place = FAULT.exec(message)?.[1] ?? '';
  return place === '<nil>' ? '' : place;
}
