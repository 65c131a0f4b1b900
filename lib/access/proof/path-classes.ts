import { isPathTemplate } from '../../analyzer/lookup/path-template.js';
import { textClasses, unusedCharacter } from './text-classes.js';

/** A part of a pattern: one character, or a run of characters of a set. */
type Item = { readonly one: string } | { readonly run: (character: string) => boolean };

const SEGMENT = /[a-zA-Z0-9\-._~%!$&'()+,;:@]/;
const inSegment = (character: string): boolean => SEGMENT.test(character);
const inText = (character: string): boolean => character === '/' || SEGMENT.test(character);

/** States that are visited before the search gives up. */
const BOUND = 20_000;

/**
 * Paths, one for each set of patterns that a path can meet at once; undefined once a bound is hit.
 *
 * All patterns are read side by side, one character at a time, and every set of places they can be in is visited once.
 * Every path begins with a slash.
 */
export function pathClasses(patterns: readonly string[], bound = BOUND): readonly string[] | undefined {
  if (!patterns.some(isPathTemplate)) return textClasses([...patterns, '/*']).filter((text) => text.startsWith('/'));
  const machines = patterns.map(itemsOf);
  const letters = alphabet(patterns);
  const start = machines.map((items) => closed(items, new Set([0])));
  const seen = new Map([[stateKey(start), '']]);
  const found = new Map<string, string>();
  const queue = [start];
  for (const state of queue) {
    const text = seen.get(stateKey(state)) ?? '';
    const met = machines.map((items, each) => (state[each]?.has(items.length) === true ? '1' : '0')).join('');
    if (text !== '' && !found.has(met)) found.set(met, text);
    for (const letter of text === '' ? ['/'] : letters) {
      const next = machines.map((items, each) => stepped(items, state[each] ?? new Set(), letter));
      const name = stateKey(next);
      if (seen.has(name)) continue;
      if (seen.size >= bound) return undefined;
      seen.set(name, text + letter);
      queue.push(next);
    }
  }
  return [...found.values()];
}

function itemsOf(pattern: string): readonly Item[] {
  const everyCharacter = (): boolean => true;
  if (pattern === '*') return [{ one: '' }, { run: everyCharacter }];
  if (isPathTemplate(pattern)) {
    return pattern.split('/').flatMap((segment, at) => [...(at === 0 ? [] : [{ one: '/' }]), ...segmentItems(segment)]);
  }
  const literal = (text: string): readonly Item[] => [...text].map((one) => ({ one }));
  if (pattern.startsWith('*')) return [{ run: everyCharacter }, ...literal(pattern.slice(1))];
  return pattern.endsWith('*') ? [...literal(pattern.slice(0, -1)), { run: everyCharacter }] : literal(pattern);
}

/** A segment `{*}` needs a first character of the set; the empty `one` stands for it. */
function segmentItems(segment: string): readonly Item[] {
  if (segment === '{*}') return [{ one: '\0' }, { run: inSegment }];
  if (segment === '{**}') return [{ run: inText }];
  return [...segment].map((one) => ({ one }));
}

function takes(item: Item, character: string): boolean {
  if ('run' in item) return item.run(character);
  if (item.one === '') return true;
  return item.one === '\0' ? inSegment(character) : item.one === character;
}

function stepped(items: readonly Item[], places: ReadonlySet<number>, character: string): ReadonlySet<number> {
  const next = new Set<number>();
  for (const place of places) {
    const item = items[place];
    if (item === undefined || !takes(item, character)) continue;
    next.add('run' in item ? place : place + 1);
  }
  return closed(items, next);
}

/** Runs may be empty, so a place before one is also the place behind it. */
function closed(items: readonly Item[], places: Set<number>): ReadonlySet<number> {
  for (const place of places) {
    const item = items[place];
    if (item !== undefined && 'run' in item) places.add(place + 1);
  }
  return places;
}

/** Characters that patterns tell apart, one of those they do not, and one outside of segments. */
function alphabet(patterns: readonly string[]): readonly string[] {
  const texts = patterns.map((pattern) => pattern.replaceAll(/\{\*{1,2}\}/g, ''));
  return [...new Set([...texts.join('').replaceAll('*', ''), '/', '=', unusedCharacter(texts)])];
}

function stateKey(state: readonly ReadonlySet<number>[]): string {
  return state.map((places) => [...places].sort((a, b) => a - b).join(',')).join(';');
}
