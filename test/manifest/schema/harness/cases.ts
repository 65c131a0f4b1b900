import { textOf } from '../../../../lib/manifest/index.js';
import { crdSchema, kinds, type GatewayChannel, type KindInfo, type Schema } from '../../../../lib/imports/schemas.js';
import { checkSchema, type SchemaFinding } from '../../../../lib/manifest/schema/index.js';
import type { JsonObject, JsonValue } from '../../../../lib/model/index.js';
import { reach, rulesOf } from './directed.js';
import { builtinObjects, builtinSchema } from './builtin.js';
import { MUTATIONS, mutate, type Fault } from './mutate.js';
import { drop, places } from './places.js';
import { Random, seedOf } from './random.js';
import { sample } from './sample.js';

/** An object of the comparison, the same for the same name. */
export interface Case {
  /** `<channel> <group>/<version>/<kind> <number>`. */
  readonly name: string;
  readonly channel: GatewayChannel;
  readonly fault: Fault;
  readonly object: JsonObject;
}

/** How many cases there are. */
export interface CaseCounts {
  /** Samples of each kind. */
  readonly samples: number;
  /** Mutants of each sample with each fault. */
  readonly mutants: number;
  /** Objects aimed at each rule of each kind. */
  readonly aimed: number;
}

/** The cases of every custom kind. */
export function cases(counts: CaseCounts): readonly Case[] {
  return (['standard', 'experimental'] as const).flatMap((channel) =>
    kinds({ gatewayChannel: channel })
      .filter(
        ({ origin, system }) => origin === 'crd' && (channel === 'standard' || system === 'gateway-api-experimental'),
      )
      .flatMap((info) => [
        ...casesOf(info, channel, counts),
        ...(info.storage ? aimedCases(info, channel, counts.aimed) : []),
      ]),
  );
}

/** Objects near to where a rule decides: of many tries those that reach it, half of them violating it. */
function aimedCases(info: KindInfo, channel: GatewayChannel, count: number): readonly Case[] {
  const name = `${channel} ${info.group}/${info.version}/${info.kind}`;
  const schema = crdSchema(info);
  return rulesOf(schema).flatMap((placed, number) => {
    const random = new Random(seedOf(`${name} ${placed.rule}`));
    const objects = Array.from({ length: 10 * count }, () => object(info, reach(schema, placed, random)));
    const judged = objects.map((one) => ({ one, findings: checkSchema(one, { gatewayApiChannel: channel }) }));
    const reached = judged.filter(({ findings }) =>
      findings.every(({ code }) => code === 'TM3016' || code === 'TM3017'),
    );
    const deciding = reached.filter(({ findings }) => findings.some((finding) => speaksOf(finding, placed.rule)));
    const holding = reached.filter((one) => !deciding.includes(one));
    const chosen = [...deciding.slice(0, Math.ceil(count / 2)), ...holding, ...judged].slice(0, count);
    return chosen.map(({ one }, at) => ({ name: `${name} rule-${number}.${at}`, channel, fault: 'rule', object: one }));
  });
}

function speaksOf({ message, remedy }: SchemaFinding, rule: string): boolean {
  return message.includes(rule) || remedy.includes(rule.replace(/\s+/g, ' '));
}

function casesOf(info: KindInfo, channel: GatewayChannel, { samples, mutants }: CaseCounts): readonly Case[] {
  const name = `${channel} ${info.group}/${info.version}/${info.kind}`;
  const schema = crdSchema(info);
  return Array.from({ length: samples }).flatMap((_, number) => {
    const valid = repair(make(info, new Random(seedOf(`${name} ${number}`))), channel);
    return [
      { name: `${name} valid-${number}`, channel, fault: 'valid', object: valid },
      ...mutantsOf({ name, number, channel }, valid, schema, mutants),
    ];
  });
}

/** The cases of every built-in kind. */
export function builtinCases(mutants: number): readonly Case[] {
  const channel = 'standard';
  return builtinObjects().flatMap((object, number) => {
    const name = `${channel} ${textOf(object['apiVersion']) ?? ''}/${textOf(object['kind']) ?? ''}`;
    return [
      { name: `${name} valid-${number}`, channel, fault: 'valid', object },
      ...mutantsOf({ name, number, channel }, object, builtinSchema(object), mutants),
    ];
  });
}

interface Origin {
  readonly name: string;
  readonly number: number;
  readonly channel: GatewayChannel;
}

/** Mutants of one object: so many of each fault that it has a place for. */
function mutantsOf({ name, number, channel }: Origin, valid: JsonObject, schema: Schema, count: number): Case[] {
  return MUTATIONS.flatMap((fault) =>
    Array.from({ length: count }).flatMap((_, at) => {
      const full = `${name} ${fault}-${number}.${at}`;
      const object = mutate(valid, schema, fault, new Random(seedOf(full)));
      return object ? [{ name: full, channel, fault, object }] : [];
    }),
  );
}

function make(info: KindInfo, random: Random): JsonObject {
  return object(info, sample(crdSchema(info), random) as JsonObject);
}

function object(info: KindInfo, body: JsonObject): JsonObject {
  const metadata = { name: 'default', labels: { app: 'web' } };
  return { apiVersion: `${info.group}/${info.version}`, kind: info.kind, metadata, ...body };
}

/** Takes away what the check refuses, so that mutants start from something near to valid. */
function repair(original: JsonObject, gatewayApiChannel: GatewayChannel): JsonObject {
  const copy = structuredClone(original);
  for (let round = 0; round < 6; round++) {
    const faults = new Set(checkSchema(copy, { gatewayApiChannel }).map(({ field }) => field));
    if (faults.size === 0) break;
    const bad = pathsOf(copy).filter(({ path }) => faults.has(path));
    for (const { place } of bad.slice(0, 3)) drop(place);
    if (bad.length === 0) break;
  }
  return copy;
}

function pathsOf(value: JsonValue, path = ''): { path: string; place: ReturnType<typeof places>[number] }[] {
  if (typeof value !== 'object' || value === null) return [];
  const direct = places(value, undefined).filter(({ holder }) => holder === value);
  return direct.flatMap((place) => {
    const at =
      typeof place.key === 'number' ? `${path}[${place.key}]` : path === '' ? place.key : `${path}.${place.key}`;
    return [{ path: at, place }, ...pathsOf(place.value, at)];
  });
}
