/** Most characters of one side of a changed field. */
const SHOWN = 120;
/** Characters before the first that differs, to tell where in a long text it stands. */
const LEAD = 24;
const CUT = '...';

/** Both sides of a changed field, as JSON; of long texts the part in which they first differ. */
export function shownSides(before: unknown, after: unknown): readonly [before: string, after: string] {
  const [one, other] = [textOf(before), textOf(after)];
  const start = Math.max(one.length, other.length) > SHOWN ? Math.max(0, firstDifference(one, other) - LEAD) : 0;
  return [part(one, start), part(other, start)];
}

function textOf(side: unknown): string {
  return side === undefined ? '(none)' : JSON.stringify(side);
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

function part(text: string, start: number): string {
  const begin = start <= CUT.length ? 0 : start;
  const head = begin === 0 ? '' : CUT;
  const room = SHOWN - head.length;
  const rest = text.slice(begin);
  return head + (rest.length > room ? rest.slice(0, room - CUT.length) + CUT : rest);
}
