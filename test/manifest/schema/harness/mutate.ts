import type { Schema } from '../../../../lib/imports/schemas.js';
import type { JsonObject, JsonValue } from '../../../../lib/model/index.js';
import { FAULTS, type BodyFault } from './faults.js';
import { LABELS, NAMES } from './metadata-faults.js';
import { places, type Place } from './places.js';
import type { Random } from './random.js';

/** What was done to a valid object; `rule` is an object aimed at a rule of its kind. */
export type Fault = 'valid' | BodyFault | 'several' | 'name' | 'label' | 'rule';

/** The faults that a mutant can have, each of which every object gets where it has a place for it. */
export const MUTATIONS: readonly Fault[] = [...(Object.keys(FAULTS) as BodyFault[]), 'several', 'name', 'label'];

const BODY = Object.keys(FAULTS) as [BodyFault, ...BodyFault[]];

/** A copy of an object with a fault, the same for the same random numbers; nothing where it has no place for it. */
export function mutate(object: JsonObject, schema: Schema, fault: Fault, random: Random): JsonObject | undefined {
  const copy = structuredClone(object) as Record<string, JsonValue>;
  switch (fault) {
    case 'name':
      return withMetadata(copy, random.pick(NAMES));
    case 'label':
      return withMetadata(copy, random.pick(LABELS));
    case 'several': {
      for (const one of [random.pick(BODY), random.pick(BODY), random.pick(BODY)]) inject(copy, schema, one, random);
      return copy;
    }
    case 'valid':
    case 'rule':
      return copy;
    default:
      return inject(copy, schema, fault, random) ? copy : undefined;
  }
}

function withMetadata(copy: JsonObject, change: JsonObject): JsonObject {
  return { ...copy, metadata: { ...(copy['metadata'] as JsonObject), ...change } };
}

function inject(copy: Record<string, JsonValue>, schema: Schema, fault: BodyFault, random: Random): boolean {
  const { fits, apply } = FAULTS[fault];
  const [first, ...rest] = bodyPlaces(copy, schema).filter(fits);
  if (first) apply(random.pick([first, ...rest]), random);
  return first !== undefined;
}

function bodyPlaces(copy: Record<string, JsonValue>, schema: Schema): readonly Place[] {
  const own = new Set(['apiVersion', 'kind', 'metadata']);
  const body = Object.fromEntries(Object.entries(copy).filter(([name]) => !own.has(name)));
  // The places of the root are those of the object itself, the others are shared with it.
  return places(body, schema).map((place) => (place.holder === body ? { ...place, holder: copy } : place));
}
