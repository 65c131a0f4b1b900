import { hash } from 'node:crypto';

/**
 * The place of a key among some places, by the highest hash of the two together. A place depends on its own key and on
 * the names of the places alone: another key moves none, and another place takes only what now belongs to it.
 *
 * @param key - what is placed, such as the name of a tenant
 * @param places - names of the places, in any order; at least one
 */
export function spread<Place extends string>(key: string, places: readonly [Place, ...Place[]]): Place {
  let [best] = places;
  let highest = '';
  for (const place of places) {
    const weight = `${hash('sha256', `${place}\0${key}`, 'hex')}${place}`;
    if (weight <= highest) continue;
    highest = weight;
    best = place;
  }
  return best;
}
