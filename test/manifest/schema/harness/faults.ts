import { hasFormat, known } from '../../../../lib/manifest/schema/structural/formats.js';
import { re2 } from '../../../../lib/manifest/schema/structural/pattern.js';
import type { JsonObject, JsonValue } from '../../../../lib/model/index.js';
import { drop, set, type Place } from './places.js';
import type { Random } from './random.js';
import { sample } from './sample.js';

/** Faults of the body of an object, one a way in which people get an object wrong. */
export type BodyFault =
  | 'drop'
  | 'add'
  | 'rename'
  | 'type'
  | 'null'
  | 'empty'
  | 'enum'
  | 'pattern'
  | 'long'
  | 'many'
  | 'duplicate'
  | 'text'
  | 'number'
  | 'graft';

interface Injection {
  /** Whether a place can have the fault. */
  readonly fits: (place: Place) => boolean;
  readonly apply: (place: Place, random: Random) => void;
}

const TEXTS: readonly [string, ...string[]] = [
  '*',
  '-',
  'UPPER',
  'a/b',
  'a//b',
  'ünï',
  '0s',
  '61s',
  'http://bad host',
  'ftp://example.com',
  '10.0.0.1',
  'Cookie',
  'unix:///tmp',
  '%zz',
  '70000',
  'Hostname',
  'line\nbreak',
];

const OTHERS: readonly [JsonValue, ...JsonValue[]] = ['text', 7, 1.5, true, [], {}, ['x'], { a: 'b' }, [{}], [null]];
const NUMBERS: readonly [number, ...number[]] = [-1, 0, 1, 65536, 2 ** 31, 2 ** 40, 1.5, 100, 101];
const LENGTHS: readonly [number, ...number[]] = [64, 254, 300, 1025];

/** How each fault comes into an object. */
export const FAULTS: Readonly<Record<BodyFault, Injection>> = {
  drop: { fits: always, apply: drop },
  add: { fits: ({ value, holder }) => isMap(value) || !Array.isArray(holder), apply: addUnknown },
  rename: { fits: ({ holder }) => !Array.isArray(holder), apply: rename },
  type: { fits: always, apply: (place, random) => set(place, otherType(place.value, random)) },
  null: { fits: always, apply: (place) => set(place, null) },
  empty: {
    fits: ({ value }) => value !== null && typeof value !== 'boolean',
    apply: (place) => set(place, none(place)),
  },
  enum: { fits: ({ schema }) => schema?.enum !== undefined, apply: outOfEnum },
  pattern: { fits: ({ schema }) => brokenTexts(schema).length > 0, apply: breakPattern },
  long: { fits: isText, apply: (place, random) => set(place, 'x'.repeat(lengthBeyond(place, random))) },
  many: { fits: ({ value }) => Array.isArray(value) && value.length > 0, apply: many },
  duplicate: { fits: ({ value }) => Array.isArray(value) && value.length > 0, apply: repeat },
  text: { fits: isText, apply: (place, random) => set(place, random.pick(TEXTS)) },
  number: {
    fits: ({ value }) => typeof value === 'number',
    apply: (place, random) => set(place, random.pick(NUMBERS)),
  },
  graft: { fits: ({ schema }) => schema !== undefined, apply: graft },
};

function always(): boolean {
  return true;
}

function isText({ value }: Place): boolean {
  return typeof value === 'string';
}

function isMap(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function addUnknown({ holder, value }: Place): void {
  if (isMap(value)) Object.assign(value, { bogus: 1 });
  else if (!Array.isArray(holder)) Object.assign(holder, { bogusField: { deep: true } });
}

function rename(place: Place): void {
  if (Array.isArray(place.holder)) return;
  drop(place);
  place.holder[`${String(place.key)}s`] = place.value;
}

function otherType(value: JsonValue, random: Random): JsonValue {
  const kind = kindOf(value);
  const [first, ...rest] = OTHERS.filter((one) => kindOf(one) !== kind);
  return random.pick([first ?? null, ...rest]);
}

function kindOf(value: JsonValue): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

/** The value that Go takes for none of the same type. */
function none({ value }: Place): JsonValue {
  if (typeof value === 'string') return '';
  if (typeof value === 'number') return 0;
  return Array.isArray(value) ? [] : {};
}

function outOfEnum(place: Place, random: Random): void {
  const near = typeof place.value === 'string' ? place.value.toLowerCase() : 'bogus';
  set(place, random.pick(['Bogus', near, '']));
}

/** Texts that break the pattern or the format of a schema. */
function brokenTexts(schema: Place['schema']): readonly string[] {
  const { pattern, format } = schema ?? {};
  return TEXTS.filter(
    (text) =>
      (pattern !== undefined && re2(pattern)?.test(text) === false) ||
      (format !== undefined && known(format) && !hasFormat(text, format)),
  );
}

function breakPattern(place: Place, random: Random): void {
  const [first, ...rest] = brokenTexts(place.schema);
  if (first !== undefined) set(place, random.pick([first, ...rest]));
}

function lengthBeyond({ schema }: Place, random: Random): number {
  return schema?.maxLength === undefined || random.chance(0.2) ? random.pick(LENGTHS) : schema.maxLength + 1;
}

/** A list with more items than are admitted, each another where texts can be. */
function many(place: Place): void {
  const list = place.value as readonly JsonValue[];
  const [first = null] = list;
  const more = (place.schema?.maxItems ?? 70) - list.length + 1;
  const items = Array.from({ length: more }, (_, at) =>
    isMap(first) ? { ...first, name: `item-${at}` } : `item-${at}`,
  );
  set(place, [...list, ...items]);
}

function repeat(place: Place, random: Random): void {
  const list = place.value as readonly JsonValue[];
  const again = Array.from({ length: random.pick([1, 1, 2]) }, () => structuredClone(random.pick(list as [JsonValue])));
  set(place, [...list, ...again]);
}

/** Puts something into the place that its own schema admits, so that rules across fields come to work. */
function graft(place: Place, random: Random): void {
  const { schema, value } = place;
  if (!schema) return;
  const [first, ...rest] = Object.keys(schema.properties ?? {});
  if (first === undefined || !isMap(value)) {
    set(place, sample(schema, random, { depth: 1 }));
    return;
  }
  const name = random.pick([first, ...rest]);
  const property = schema.properties?.[name];
  if (property) Object.assign(value, { [name]: sample(property, random, { depth: 2 }) });
}
