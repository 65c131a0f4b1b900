import type { Problems } from '../publish/problems.js';
import { markedValues, replaceValues, shapeOf, type MarkedValue } from './markers.js';
import type { TagRules } from './policies.js';

/** A value that Flux bumped, kept against the one that synth wrote. */
export interface KeptValue {
  /** File that holds it. */
  readonly path: string;
  /** What its marker names. */
  readonly policy: string;
  /** The value that stays. */
  readonly value: string;
  /** The value that synth wrote. */
  readonly synthesized: string;
}

/** Values by what their markers name, as the files of one cluster hold them before a publish. */
export type FormerValues = ReadonlyMap<string, ReadonlySet<string>>;

/** What a file with markers becomes. */
export interface KeptText {
  readonly text: string;
  readonly kept: readonly KeptValue[];
}

/**
 * The text of synth with the values that Flux has bumped.
 *
 * @param path - the file
 * @param text - what synth wrote
 * @param current - what the checkout holds at that path, if anything
 * @param former - values elsewhere in the checkout, for a file that moved
 */
export function keepValues(path: string, text: string, current: string | undefined, former: FormerValues): KeptText {
  const known = current === undefined ? [] : markedValues(current);
  const kept: KeptValue[] = [];
  const values = new Map<MarkedValue, string>();
  for (const mark of markedValues(text)) {
    const value = valueFor(mark, known, former);
    if (value === undefined || value === mark.value) continue;
    kept.push({ path, policy: mark.policy, value, synthesized: mark.value });
    values.set(mark, value);
  }
  return { text: replaceValues(text, values), kept };
}

/** Refuses kept tags that their policies would not choose. */
export function checkKept(kept: readonly KeptValue[], rules: TagRules, problems: Problems): void {
  for (const { path, policy, value } of kept) {
    const problem = rules.problem(path, policy, value);
    if (problem !== undefined) problems.add(problem);
  }
}

/** Whether two texts differ in formatting and comments alone: what Flux leaves when it rewrites a file. */
export function isSameMeaning(one: string, other: string): boolean {
  const values = (text: string): string =>
    JSON.stringify(markedValues(text).map(({ policy, path, value }) => [policy, path, value]));
  return shapeOf(one) === shapeOf(other) && values(one) === values(other);
}

function valueFor(mark: MarkedValue, known: readonly MarkedValue[], former: FormerValues): string | undefined {
  const same = known.filter(({ policy }) => policy === mark.policy);
  const here = same.find(({ path }) => path === mark.path)?.value;
  if (here !== undefined) return here;
  const [value, ...others] = same.length > 0 ? new Set(same.map((one) => one.value)) : (former.get(mark.policy) ?? []);
  return others.length === 0 ? value : undefined;
}
