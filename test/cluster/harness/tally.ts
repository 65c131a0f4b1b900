import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pinnedVersion } from './compile.js';
import { partOf } from './parts.js';

/** Variable that names the file to which test files add their rows; without it nothing is kept. */
export const ROWS_VARIABLE = 'TENANT_MESH_BENCH_ROWS';

const ROOT = join(__dirname, '../../..');

/** What one program was asked in one test file. */
export interface Row {
  /** Name of the program. */
  readonly part: string;
  /** Version that is pinned; empty for a program of our own. */
  readonly version: string;
  /** What the answers prove, in words that stand in docs/compatibility.md. */
  readonly proves: string;
  /** Objects, or requests, that the program judged. */
  readonly objects: number;
  /** Those of them that it refused, as it should. */
  readonly refused: number;
  /** Test file, from the root of the project. */
  readonly file: string;
}

/** A row as a test file leaves it. */
export interface MeasuredRow extends Row {
  readonly seconds: number;
}

/** Counts what one program judges in one test file. */
export class Tally {
  private objects = 0;
  private refused = 0;

  /** Adds objects that the program judged, and how many of them it refused. */
  count(objects: number, refused = 0): void {
    this.objects += objects;
    this.refused += refused;
  }

  /** The sums so far. */
  get sums(): Pick<Row, 'objects' | 'refused'> {
    return { objects: this.objects, refused: this.refused };
  }
}

/**
 * A line of the report at the end of `npm run test:cluster`. To be called once at the top of a test file, or of a
 * `describe`: the clock runs from there to the end of it. The numbers must be the same in every run.
 *
 * @param program - name of the program that judges, as in parts.ts
 * @param proves - what its answers prove
 * @param version - of the program, where it is not the pinned one. @default - the pinned one
 */
export function openTally(program: string, proves: string, version = pinnedVersion(partOf(program)) ?? ''): Tally {
  const tally = new Tally();
  const start = Date.now();
  afterAll(() => {
    const rows = process.env[ROWS_VARIABLE];
    if (rows === undefined) return;
    const seconds = Math.round((Date.now() - start) / 100) / 10;
    const file = relative(ROOT, expect.getState().testPath ?? '');
    const row: MeasuredRow = { part: program, version, proves, ...tally.sums, file, seconds };
    appendFileSync(rows, `${JSON.stringify(row)}\n`);
  });
  return tally;
}
