import type { Schema } from '../../../../lib/imports/schemas.js';
import type { JsonObject, JsonValue } from '../../../../lib/model/index.js';
import { drop, places, set, type Place } from './places.js';
import type { Random } from './random.js';
import { sample } from './sample.js';

type Fault = (place: Place, random: Random) => void;

const TEXTS: readonly [string, ...string[]] = [
  '',
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
  'x'.repeat(300),
  'unix:///tmp',
  '%zz',
  '70000',
  'Hostname',
  'line\nbreak',
];

const OTHERS: readonly [JsonValue, ...JsonValue[]] = ['text', 7, 1.5, true, [], {}, ['x'], { a: 'b' }, [{}], [null]];
const NUMBERS: readonly [number, ...number[]] = [-1, 0, 1, 65536, 2 ** 31, 2 ** 40, 1.5, 100, 101];

const FAULTS: readonly [Fault, ...Fault[]] = [
  (place) => drop(place),
  (place) => set(place, null),
  (place, random) => set(place, random.pick(OTHERS)),
  (place, random) => set(place, typeof place.value === 'number' ? random.pick(NUMBERS) : random.pick(TEXTS)),
  (place, random) => set(place, random.pick(TEXTS)),
  (place) => rename(place),
  (place) => addUnknown(place),
  (place, random) => repeat(place, random),
  (place, random) => graft(place, random),
  (place, random) => graft(place, random),
  (place, random) => graft(place, random),
];

const METADATA: readonly [JsonObject, ...JsonObject[]] = [
  { name: 'Bad_Name' },
  { name: 'x'.repeat(254) },
  { name: '' },
  { name: 'a.b', labels: { 'bad key!': 'x' } },
  { name: 'a', labels: { app: 'not valid!' } },
  { name: 'a', labels: { app: 7 } },
  { name: 'a', labels: { 'a/b/c': 'x', '/a': 'y' } },
  { name: 'a', labels: { app: 'x'.repeat(64) } },
  { name: 'a', labels: null },
  { name: 'a', annotations: { UPPER: 'fine', 'a b': 'x' } },
  { name: 'a', annotations: { big: 'x'.repeat(300_000) } },
  { name: 'a', annotations: { flag: true } },
  { name: 'a', finalizers: ['orphan', 'foregroundDeletion', 'a b'] },
  { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: 'u' }] },
  { name: 'a', lables: { app: 'x' } },
  { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u', extra: 1 }] },
  { name: 'a', creationTimestamp: null },
  { name: 'a', creationTimestamp: 'yesterday' },
  { name: 7 },
  { name: 'a', generation: 'one' },
  { generateName: 'good-' },
  { generateName: 'Bad-' },
  { name: 'a', namespace: 'Bad.Namespace' },
];

/** A copy of an object with one or more faults, the same for the same random numbers. */
export function mutate(object: JsonObject, schema: Schema, random: Random): JsonObject {
  const copy = structuredClone(object) as Record<string, JsonValue>;
  if (random.chance(0.1)) {
    copy['metadata'] = { ...(copy['metadata'] as JsonObject), ...random.pick(METADATA) };
    return copy;
  }
  const count = random.pick([1, 1, 1, 2, 3]);
  for (let done = 0; done < count; done++) {
    const body = Object.fromEntries(bodyNames(copy).map((name) => [name, copy[name] ?? null]));
    const found = places(body, schema).filter(({ holder }) => holder !== body);
    const all = [...found, ...rootPlaces(copy, schema)];
    const [first, ...rest] = all;
    if (first) random.pick(FAULTS)(random.pick([first, ...rest]), random);
  }
  return copy;
}

function rootPlaces(copy: Record<string, JsonValue>, schema: Schema): Place[] {
  return bodyNames(copy).map((key) => ({
    holder: copy,
    key,
    value: copy[key] ?? null,
    schema: schema.properties?.[key],
  }));
}

function bodyNames(copy: JsonObject): string[] {
  return Object.keys(copy).filter((name) => !['apiVersion', 'kind', 'metadata'].includes(name));
}

function rename(place: Place): void {
  if (Array.isArray(place.holder)) return;
  drop(place);
  place.holder[`${String(place.key)}s`] = place.value;
}

function addUnknown({ holder, value }: Place): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) Object.assign(value, { bogus: 1 });
  else if (!Array.isArray(holder)) Object.assign(holder, { bogusField: { deep: true } });
}

function repeat(place: Place, random: Random): void {
  const { value } = place;
  if (!Array.isArray(value)) return;
  const list = value as readonly JsonValue[];
  const times = random.pick([1, 2, 200]);
  const [first] = list;
  if (first !== undefined) set(place, [...list, ...Array.from({ length: times }, () => structuredClone(first))]);
}

/** Puts something into the place that its own schema admits, so that rules across fields come to work. */
function graft(place: Place, random: Random): void {
  const { schema, value } = place;
  if (!schema) return;
  const [first, ...rest] = Object.keys(schema.properties ?? {});
  if (first === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
    set(place, sample(schema, random, { depth: 1 }));
    return;
  }
  const name = random.pick([first, ...rest]);
  const property = schema.properties?.[name];
  if (property) Object.assign(value, { [name]: sample(property, random, { depth: 2 }) });
}
