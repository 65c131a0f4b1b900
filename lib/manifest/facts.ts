import { MeshError, factsIn, hasFact, replaceFacts, sampleText, type Fact, type KubeObject } from '../model/index.js';
import type { SideFact } from './entry.js';

/** An object with samples in place of facts, and where the facts are. */
export interface SampledObject {
  /** The object with samples. */
  readonly object: KubeObject;
  /** Facts of the object, by JSON pointer. */
  readonly side: ReadonlyMap<string, SideFact>;
}

const NO_SIDE: ReadonlyMap<string, SideFact> = new Map();
/** Places whose value must be known at synth: identities, and what selectors and policies compare. */
const FORBIDDEN =
  /^(?:\/apiVersion|\/kind|\/metadata\/(?:name|namespace|generateName|labels\/.*)|.*\/matchLabels\/.*)$/;
/** Marker of an Output that was put into a template string; Pulumi writes this text instead of a value. */
const LOST_OUTPUT = 'Calling [toString] on an [Output<T>]';

/**
 * Replaces each fact of an object by its sample and remembers its place.
 * Refuses a fact in a name, namespace, key or label value, and an Output lost in a template string.
 *
 * @param object - the object with markers
 * @param where - construct path or `file:line`
 */
export function sampleObject(object: KubeObject, where: string): SampledObject {
  if (!isMarked(object)) return { object, side: NO_SIDE };
  const finder = new Finder(where);
  finder.look(object, '');
  return { object: mapStringsAt(object, '', sampleText), side: finder.side };
}

/** The object as Git holds it: facts as `${name}`, any other `${` escaped so that Flux leaves it alone. */
export function substitutionForm({ object, side }: SampledObject): KubeObject {
  return mapStringsAt(object, '', (text, pointer) => {
    const template = side.get(pointer)?.template;
    return replaceFacts(escapeText(template ?? text), (fact) => `\${${fact.name}}`);
  });
}

/** JSON pointer of a field below a pointer. */
export function pointerBelow(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Facts of several places by name; two samples for one name are refused. */
export function collectFacts(places: Iterable<{ where: string; facts: readonly Fact[] }>): ReadonlyMap<string, Fact> {
  const found = new Map<string, Fact>();
  for (const { where, facts } of places) {
    for (const fact of facts) {
      const before = found.get(fact.name);
      if (before !== undefined && before.sample !== fact.sample) throw twoSamples(where, before, fact);
      found.set(fact.name, fact);
    }
  }
  return found;
}

function escapeText(text: string): string {
  return text.replaceAll('${', () => '$${');
}

class Finder {
  readonly side = new Map<string, SideFact>();

  constructor(private readonly where: string) {}

  look(value: unknown, pointer: string): void {
    if (typeof value === 'string') {
      if (hasFact(value)) this.found(value, pointer);
      else if (value.includes(LOST_OUTPUT)) throw lostOutput(this.where, pointer);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at++) this.look(value[at], pointerBelow(pointer, at));
      return;
    }
    for (const [key, child] of Object.entries(value)) {
      if (hasFact(key)) throw misplaced(this.where, pointer, key);
      this.look(child, pointerBelow(pointer, key));
    }
  }

  private found(template: string, pointer: string): void {
    if (FORBIDDEN.test(pointer)) throw misplaced(this.where, pointer, template);
    this.side.set(pointer, { kind: 'fact', template, facts: factsIn(template) });
  }
}

/** Whether anything in a value needs a closer look; pointers are built only then. */
function isMarked(value: unknown): boolean {
  if (typeof value === 'string') return hasFact(value) || value.includes(LOST_OUTPUT);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isMarked);
  return Object.entries(value).some(([key, child]) => hasFact(key) || isMarked(child));
}

function mapStringsAt<T>(value: T, pointer: string, change: (text: string, pointer: string) => string): T;
function mapStringsAt(value: unknown, pointer: string, change: (text: string, pointer: string) => string): unknown {
  if (typeof value === 'string') return change(value, pointer);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) => mapStringsAt(item, pointerBelow(pointer, at), change));
  }
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    result[key] = mapStringsAt(child, pointerBelow(pointer, key), change);
  }
  return result;
}

function misplaced(where: string, pointer: string, text: string): MeshError {
  const [fact] = factsIn(text);
  return new MeshError({
    code: 'TM2010',
    where,
    field: pointer === '' ? '/' : pointer,
    what: `fact "${fact?.name ?? text}" stands in a name, namespace, key or label, whose value must be known at synth`,
    remedy: 'Write the value itself here; facts may stand in plain string fields only.',
  });
}

function lostOutput(where: string, pointer: string): MeshError {
  return new MeshError({
    code: 'TM2013',
    where,
    field: pointer,
    what: 'an Output was put into a template string, so its value is lost',
    remedy: 'Pass a fact(name, sample) instead, and give the Output as the value of that fact.',
  });
}

function twoSamples(where: string, one: Fact, other: Fact): MeshError {
  return new MeshError({
    code: 'TM2012',
    where,
    field: one.name,
    what: `fact "${one.name}" has the samples ${JSON.stringify(one.sample)} and ${JSON.stringify(other.sample)}`,
    remedy: 'Declare the fact once and use the same string everywhere.',
  });
}
