import { yamlPackage } from './yaml-package.js';

/** How stock cdk8s calls the YAML package; text of an object must equal what these options give. */
export const STOCK_OPTIONS = { keepUndefined: true, lineWidth: 0, version: '1.1' } as const;

/** ASCII that begins with a letter or `/`, and holds no `: `, no ` #`, and no space or colon at its end. */
const EASY_TEXT = /^[A-Za-z/](?:[!-9;-~]|:(?![ ]|$)| (?!#|$))*$/;
/** Words and letters-first numbers that some version of YAML reads as no string. */
const WORD = /^(?:y|yes|n|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;
/** Begins with a digit and holds two dots, or a character that neither a number nor a timestamp may hold. */
const EASY_DIGITS =
  /^[0-9](?:[0-9]*\.[0-9]+\.[0-9.]*|[A-Za-z0-9_./@%+=,-]*[g-np-suvwyG-NP-SUVWY/@%=,][A-Za-z0-9_./@%+=,-]*)$/;
/** What YAML 1.1 readers written in Go turn into a number once `_` is removed. */
const GO_NUMBER = /^[-+]?(?:0[xXoObB][0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;
/** Line breaks of YAML 1.1, and characters it forbids, which stock output writes raw. */
const RAW_BREAK = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
const RAW_BREAKS = new RegExp(RAW_BREAK.source, 'g');

const CACHE_LIMIT = 20_000;
const values = new Map<string, string>();
const keys = new Map<string, string>();

/** Whether a string may stand plain in every place and is read as a string by every parser. */
function isEasy(text: string): boolean {
  return EASY_TEXT.test(text) ? !WORD.test(text) : EASY_DIGITS.test(text);
}

/** Text of a string as the value of a map or an item of a list, at `depth` enclosing collections. */
export function valueText(value: string, depth: number): string {
  if (isEasy(value)) return value;
  if (value.includes('\n')) return hardText(value, depth);
  return cached(values, value, () => hardText(value, 1));
}

/** Text of a string on one line, for places where a comment follows. */
export function scalarText(value: string): string {
  const text = valueText(value, 1);
  return text.includes('\n') ? quoted(value) : text;
}

/** Text of a map key at `depth` enclosing collections, without the colon. */
export function keyText(key: string, depth: number): string {
  if (isEasy(key)) return key;
  // Only at the top is a key like a document marker, or a directive, and so needs quotes.
  return depth === 1 ? hardKey(key, 1) : cached(keys, key, () => hardKey(key, depth));
}

function hardKey(key: string, depth: number): string {
  if (RAW_BREAK.test(key)) return quoted(key);
  const text = stockText({ [key]: 0 }, depth - 1).slice(0, -': 0'.length);
  return text === key && misread(text) ? quoted(key) : text;
}

function cached(cache: Map<string, string>, key: string, make: () => string): string {
  let text = cache.get(key);
  if (text === undefined) {
    text = make();
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(key, text);
  }
  return text;
}

function hardText(value: string, depth: number): string {
  if (RAW_BREAK.test(value)) return quoted(value);
  const text = stockText(value, depth);
  return text === value && misread(text) ? quoted(value) : text;
}

/** Whether a parser in Go or Python reads a plain text as something else, or refuses it. */
function misread(text: string): boolean {
  return text === '<<' || text === '=' || text.includes('\t') || GO_NUMBER.test(text.replaceAll('_', ''));
}

/** Double-quoted on one line, with every risky character escaped. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(RAW_BREAKS, (found) => {
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** What the YAML package writes for a value below `depth` maps, so that hard cases equal stock by construction. */
function stockText(value: unknown, depth: number): string {
  let nested: unknown = value;
  for (let level = 0; level < depth; level++) nested = { a: nested };
  const lines = yamlPackage().stringify(nested, STOCK_OPTIONS);
  const lead = depth === 0 ? 0 : leadLength(depth, typeof value === 'string');
  return lines.slice(lead, -1);
}

/** Length of `a:\n  a:\n    a: `, the frame that {@link stockText} puts around a value. */
function leadLength(depth: number, scalar: boolean): number {
  const frame = depth * depth - depth + 'a:'.length * depth;
  return scalar ? frame + (depth - 1) + 1 : frame + depth + 2 * depth;
}
