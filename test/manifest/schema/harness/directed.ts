import type { Schema } from '../../../../lib/imports/schemas.js';
import type { JsonObject, JsonValue } from '../../../../lib/model/index.js';
import type { Random } from './random.js';
import { sample, type Hints } from './sample.js';

/** A step from a schema to one below it: a property, a list item or a map value. */
type Step =
  { readonly kind: 'property'; readonly name: string } | { readonly kind: 'item' } | { readonly kind: 'entry' };

/** A rule, and the way from the root of its kind to the schema that bears it. */
export interface PlacedRule {
  readonly rule: string;
  readonly steps: readonly Step[];
}

const TEXT = /'([^'\\]*)'|"([^"\\]*)"/g;
const NAME = /\.(\w+)/g;

/** Texts that rules about names, addresses, times and URLs decide on. */
const ODD: readonly string[] = [
  '',
  '0s',
  '500us',
  '1.5s',
  '2h',
  '*.example.com',
  '*a.example.com',
  '*',
  '192.0.2.1',
  '2001:db8::1',
  '/a//b',
  '/a%2fb',
  'ftp://example.com',
  'no scheme',
  'unix://x',
  'unix:///x/',
  'x.cluster.local',
  '-5',
  'x'.repeat(253),
  `${'x'.repeat(253)}/y`,
];

/** The rules of a schema, each once, at the shortest way to it; rules on the status apply to no create. */
export function rulesOf(schema: Schema): readonly PlacedRule[] {
  const found = new Map<string, PlacedRule>();
  let level: (readonly [Schema, readonly Step[]])[] = [[schema, []]];
  while (level.length > 0) {
    for (const [at, steps] of level) {
      for (const { rule } of at['x-kubernetes-validations'] ?? []) {
        if (!found.has(rule)) found.set(rule, { rule, steps });
      }
    }
    level = level.flatMap(([at, steps]) => below(at).map(([next, step]) => [next, [...steps, step]] as const));
  }
  return [...found.values()];
}

function below({ properties = {}, items, additionalProperties }: Schema): readonly (readonly [Schema, Step])[] {
  return [
    ...Object.entries(properties)
      .filter(([name]) => name !== 'status')
      .map(([name, schema]) => [schema, { kind: 'property', name }] as const),
    ...(items ? [[items, { kind: 'item' }] as const] : []),
    ...(typeof additionalProperties === 'object' ? [[additionalProperties, { kind: 'entry' }] as const] : []),
  ];
}

/** The body of an object that reaches a rule, with values like those the rule speaks of. */
export function reach(schema: Schema, { rule, steps }: PlacedRule, random: Random): JsonObject {
  const texts = [...rule.matchAll(TEXT)].map(([, single, double]) => single ?? double ?? '');
  const hints: Hints = {
    names: new Set([...rule.matchAll(NAME)].map(([, name = '']) => name.replace(/^__(\w+)__$/, '$1'))),
    texts: [...new Set(texts)]
      .flatMap((text) => [text, `${text}x`, `/x${text}`, `${text}/y`])
      .concat(random.chance(0.3) ? ODD : []),
  };
  return build(schema, steps, hints, random) as JsonObject;
}

function build(schema: Schema, steps: readonly Step[], hints: Hints, random: Random): JsonValue {
  const [step, ...rest] = steps;
  if (!step) return sample(schema, random, { depth: 1, hints });
  switch (step.kind) {
    case 'property': {
      const base = sample(schema, random, { depth: 0, hints: { names: new Set(), texts: [] } }) as JsonObject;
      const property = schema.properties?.[step.name] ?? {};
      return { ...base, [step.name]: build(property, rest, hints, random) };
    }
    case 'item': {
      const length = Math.max(1, Math.min(schema.maxItems ?? 2, random.pick([1, 1, 2])));
      return Array.from({ length }, () => build(schema.items ?? {}, rest, hints, random));
    }
    case 'entry': {
      const { additionalProperties } = schema;
      return { key: build(typeof additionalProperties === 'object' ? additionalProperties : {}, rest, hints, random) };
    }
  }
}
