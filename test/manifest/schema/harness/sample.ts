import type { Schema } from '../../../../lib/imports/schemas.js';
import { hasFormat, known } from '../../../../lib/manifest/schema/structural/formats.js';
import { re2 } from '../../../../lib/manifest/schema/structural/pattern.js';
import type { JsonObject, JsonValue } from '../../../../lib/model/index.js';
import type { Random } from './random.js';

/** Texts of the grammars that fields of the kinds demand; the first that fits is taken. */
const TEXTS: readonly [string, ...string[]] = [
  'tenant-a',
  'web',
  'tenant-a.example.com',
  '10s',
  '1h',
  'http://example.com/',
  'https://example.com/path',
  'oci://example.com/app',
  '100m',
  '5',
  '1.2.3',
  'example.com/name',
  'System',
  'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'aGVsbG8=',
  '192.0.2.1',
  '2001:db8::1',
  '192.0.2.0/24',
  '2026-01-31T08:00:00Z',
  '5%',
  'al2023@latest',
  'ami-0a1b',
  'subnet-0a1b',
  'sg-0a1b',
  '123456789012',
  '@daily',
  '10:00',
  'january',
  'monday',
  '512MB',
  '20Gi',
  'rules.yaml',
  '00-11',
  'warn',
  'a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0',
  '@app',
  '@app/file',
  'pg-0a1b',
  'cr-0a1b',
  '2026',
  'host:8080',
];

/** What a rule mentions, so that samples come near to where it decides. */
export interface Hints {
  readonly names: ReadonlySet<string>;
  readonly texts: readonly string[];
}

/** How a sample is made. */
export interface SampleOptions {
  /** How deep the value lies in its object; deeper ones are smaller. */
  readonly depth: number;
  readonly hints?: Hints;
}

/** A value that fits a schema as far as its own keywords say; the rules of the kind may still refuse it. */
export function sample(schema: Schema, random: Random, options: SampleOptions = { depth: 0 }): JsonValue {
  if (schema.enum?.[0] !== undefined) return random.pick(schema.enum as readonly [JsonValue, ...JsonValue[]]);
  if (schema['x-kubernetes-int-or-string'] === true)
    return random.chance(0.5) ? 8080 : sampleText(schema, random, options);
  switch (schema.type) {
    case 'object':
      return sampleObject(schema, random, options);
    case 'array':
      return sampleList(schema, random, options);
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return Math.min(Math.max(schema.minimum ?? 0, random.pick([1, 5, 80])), schema.maximum ?? 100);
    case 'string':
      return sampleText(schema, random, options);
    case undefined:
      return random.chance(0.5) ? 'text' : { any: { thing: 1 } };
  }
}

function sampleText(schema: Schema, random: Random, { hints }: SampleOptions): string {
  const { pattern, format, minLength = 0, maxLength = 1000 } = schema;
  const fits = (text: string): boolean =>
    (pattern === undefined || re2(pattern)?.test(text) === true) &&
    (format === undefined || !known(format) || hasFormat(text, format)) &&
    text.length >= minLength &&
    text.length <= maxLength;
  const [hinted, ...more] = (hints?.texts ?? []).filter(fits);
  if (hinted !== undefined && random.chance(0.7)) return random.pick([hinted, ...more]);
  const [first, ...rest] = TEXTS.filter(fits);
  if (first === undefined) return '';
  return random.chance(0.7) ? first : random.pick([first, ...rest]);
}

function sampleList(schema: Schema, random: Random, options: SampleOptions): JsonValue {
  const wanted = options.hints ? random.pick([0, 1, 2, 2, 3]) : random.pick([0, 1, 1, 2]);
  const length = Math.min(Math.max(schema.minItems ?? 0, wanted), schema.maxItems ?? 3);
  return Array.from({ length }, () => (schema.items ? sample(schema.items, random, below(options)) : 'item'));
}

function sampleObject(schema: Schema, random: Random, options: SampleOptions): JsonObject {
  const { depth, hints } = options;
  const chosen = new Set(schema.required ?? []);
  for (const branches of [schema.oneOf, schema.anyOf]) {
    const branch = branches?.[Math.floor(random.next() * branches.length)];
    for (const name of branch?.required ?? []) chosen.add(name);
  }
  const properties = Object.entries(schema.properties ?? {});
  const share = depth === 0 ? 1 : Math.min(0.6, (depth < 3 ? 5 : 2) / (properties.length + 1));
  const made: Record<string, JsonValue> = {};
  for (const [name, property] of properties) {
    if (depth === 0 && ['apiVersion', 'kind', 'metadata', 'status'].includes(name)) continue;
    const chance = hints ? (hints.names.has(name) ? 0.5 : 0) : share;
    if (chosen.has(name) || random.chance(chance)) made[name] = sample(property, random, below(options));
  }
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object' && random.chance(0.8)) {
    for (const key of keysFor(random, hints)) made[key] = sample(additionalProperties, random, below(options));
  }
  return made;
}

function keysFor(random: Random, hints: Hints | undefined): readonly string[] {
  const [first, ...rest] = hints?.texts ?? [];
  return first === undefined
    ? ['key']
    : [random.pick([first, ...rest, 'key', '8080', '70000']), random.pick(['key', 'k*', ''])];
}

function below(options: SampleOptions): SampleOptions {
  return { ...options, depth: options.depth + 1 };
}
