import type { MeasuredRow, Row } from '../harness/tally.js';

const HEADINGS = ['part', 'version', 'what', 'objects', 'refused', 'seconds'] as const;
const FIRST_NUMBER = 3;

/** A row and whether the tests of its file passed. */
export interface JudgedRow extends MeasuredRow {
  readonly passed: boolean;
}

/** The table at the end of a run, in aligned columns. */
export function reportTable(rows: readonly JudgedRow[]): string {
  const lines = rows.map(({ part, version, proves, objects, refused, seconds, passed }) => {
    const what = passed ? proves : `FAILED: ${proves}`;
    return [part, version, what, String(objects), String(refused), seconds.toFixed(1)];
  });
  const all = [[...HEADINGS], ...lines];
  const widths = HEADINGS.map((_heading, at) => Math.max(...all.map((line) => (line[at] ?? '').length)));
  const cell = (text: string, at: number): string =>
    at < FIRST_NUMBER ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0);
  return all.map((line) => line.map(cell).join('  ').trimEnd()).join('\n');
}

/** What is the same in every run, in a fixed order. */
export function stableRows(rows: readonly Row[]): readonly Row[] {
  return [...rows]
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .map(({ file, part, version, proves, objects, refused }) => ({ file, part, version, proves, objects, refused }));
}

/** The committed rows with those of some files replaced; rows of files that are gone are dropped. */
export function updatedRows(
  found: readonly Row[],
  committed: readonly Row[],
  { ran, exists }: { readonly ran: ReadonlySet<string>; readonly exists: (file: string) => boolean },
): readonly Row[] {
  return stableRows([...found, ...committed.filter(({ file }) => !ran.has(file) && exists(file))]);
}

/** How two states of the report differ, a line for each row; nothing where they are the same. */
export function differences(found: readonly Row[], committed: readonly Row[]): readonly string[] {
  const keys = [...new Set([...committed, ...found].map(key))].sort();
  const says = (rows: readonly Row[], one: string): string => {
    const row = rows.find((other) => key(other) === one);
    if (row === undefined) return 'nothing';
    return `${String(row.objects)} objects, ${String(row.refused)} refused`;
  };
  return keys.flatMap((one) => {
    const [now, before] = [says(found, one), says(committed, one)];
    return now === before ? [] : [`${one}: ${now}; committed is ${before}`];
  });
}

function key({ file, part, version, proves }: Row): string {
  return `${file}: ${[part, version].join(' ').trim()}: ${proves}`;
}
