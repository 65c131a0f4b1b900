import { Machine } from './machine.js';
import { eachOf, holds, LAST, type Language, type Span } from './syntax.js';

/** States that are visited before the search gives up. */
const BOUND = 20_000;
/** Characters that witnesses are written with, the most readable first. */
const READABLE = eachOf('xzqjwkvyabcdefghilmnoprstu0123456789XZQ-_.~/').map(([code]) => code);
/** All other characters that can be printed, and one past ASCII. */
const OTHERS = [...Array.from({ length: 0x7f - 0x20 }, (_, at) => 0x20 + at), 0x80];

/** What texts may be. */
export interface TextKind {
  /** How each of them begins. @default - anyhow, or not at all */
  readonly begins?: string;
  /** Characters that none of them has. @default - none */
  readonly without?: string;
  /** States that are visited before the search gives up. @default 20000 */
  readonly bound?: number;
}

/**
 * Texts, one for each set of languages that a text can be in at once; undefined once a bound is hit.
 *
 * All languages are read side by side, one character at a time, and every set of places they can be in is visited once.
 */
export function languageClasses(
  languages: readonly Language[],
  { begins = '', without = '', bound = BOUND }: TextKind = {},
): readonly string[] | undefined {
  const machines = languages.map((language) => Machine.of(language)).filter((machine) => machine !== undefined);
  if (machines.length < languages.length) return undefined;
  const letters = alphabet(machines, without);
  const read = (state: readonly ReadonlySet<number>[], text: string): readonly ReadonlySet<number>[] =>
    [...text].reduce((at, letter) => at.map((places, each) => stepped(machines[each], places, letter)), state);
  const start = read(
    machines.map(({ begin }) => begin),
    begins,
  );
  const seen = new Map([[stateKey(start), begins]]);
  const found = new Map<string, string>();
  const queue = [start];
  for (const state of queue) {
    const text = seen.get(stateKey(state)) ?? '';
    const met = machines.map((machine, each) => (machine.accepts(state[each] ?? NOWHERE) ? '1' : '0')).join('');
    if (!found.has(met)) found.set(met, text);
    for (const letter of letters) {
      const next = read(state, letter);
      const name = stateKey(next);
      if (seen.has(name)) continue;
      if (seen.size >= bound) return undefined;
      seen.set(name, text + letter);
      queue.push(next);
    }
  }
  return [...found.values()];
}

const NOWHERE: ReadonlySet<number> = new Set();

function stepped(machine: Machine | undefined, places: ReadonlySet<number>, letter: string): ReadonlySet<number> {
  return machine === undefined || places.size === 0 ? NOWHERE : machine.next(places, letter.codePointAt(0) ?? 0);
}

/** One character for each set of sets that a character can be in at once. */
function alphabet(machines: readonly Machine[], without: string): readonly string[] {
  const sets = [...new Map(machines.flatMap(({ sets: own }) => own).map((set) => [setKey(set), set])).values()];
  const edges = sets.flat().flatMap(([first, last]) => [first, last + 1]);
  const candidates = [...READABLE, ...OTHERS, ...edges].filter(
    (code) => code > 0x1f && code !== 0x7f && code <= LAST && !without.includes(String.fromCodePoint(code)),
  );
  const found = new Map<string, string>();
  for (const code of candidates) {
    const met = sets.map((set) => (holds(set, code) ? '1' : '0')).join('');
    if (!found.has(met)) found.set(met, String.fromCodePoint(code));
  }
  return [...found.values()];
}

function setKey(set: readonly Span[]): string {
  return set.map((each) => each.join('-')).join(' ');
}

function stateKey(state: readonly ReadonlySet<number>[]): string {
  return state.map((places) => [...places].sort((a, b) => a - b).join(',')).join(';');
}
