const TYPES =
  'Invalid value|Required value|Unsupported value|Too long|Too many|Duplicate value|Forbidden|Not found|Internal error';
const FAULT = new RegExp(`^(.*?): (?:${TYPES})`, 's');
const UNKNOWN = /^strict decoding: (?:unknown|duplicate) field "(.*)"$/s;
const COMBINATION = /^<nil>: Invalid value: "": "(.*?)" must (?:not )?validate (.*)/s;

/** What the server adds to other refusals of a custom resource. */
const SUMMARY = 'some validation rules were not checked because the object was invalid';

/**
 * The field that a message of the API server is about; empty for the whole object, nothing for a message that only
 * sums up others.
 */
export function placeOf(message: string): string | undefined {
  if (message.includes(SUMMARY)) return undefined;
  const unknown = UNKNOWN.exec(message);
  if (unknown) return unknown[1] ?? '';
  const combination = COMBINATION.exec(message);
  if (combination) {
    return combination[2]?.startsWith('all the') === true ? undefined : (combination[1] ?? '').replace(/^\./, '');
  }
  // A path of replicas begins with the dot that it has in the definition.
  const place = (FAULT.exec(message)?.[1] ?? '').replace(/^\./, '');
  return place === '<nil>' ? '' : place;
}
