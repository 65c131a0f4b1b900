import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cacheRoot } from '../harness/programs.js';
import { ROWS_VARIABLE, type MeasuredRow, type Row } from '../harness/tally.js';
import { differences, reportTable, stableRows, updatedRows, type JudgedRow } from './table.js';

/** Variable that has the committed report written anew. */
export const UPDATE_VARIABLE = 'TENANT_MESH_UPDATE_REPORT';

const ROOT = join(__dirname, '../../..');
const COMMITTED = join(__dirname, 'report.json');

/** What jest tells of a test file, as far as it is read here. */
export interface FileResult {
  readonly testFilePath: string;
  readonly numFailingTests: number;
  readonly numPendingTests: number;
  readonly testExecError?: unknown;
}

/**
 * Prints the table of what each program was asked, and fails the run where it differs from the committed report. Only
 * files that ran whole and passed are compared.
 */
export class TallyReporter {
  private failure: Error | undefined;

  /** Called by jest after the last test file. */
  onRunComplete(_contexts: unknown, { testResults }: { readonly testResults: readonly FileResult[] }): void {
    const passed = testResults.filter((one) => one.numFailingTests === 0 && one.testExecError == null).map(fileOf);
    const partial = new Set(testResults.filter((one) => one.numPendingTests > 0).map(fileOf));
    const rows: readonly JudgedRow[] = readRows().map((row) => ({ ...row, passed: passed.includes(row.file) }));
    if (rows.length === 0) return;
    const measured = join(cacheRoot(), 'report.json');
    write(measured, rows);
    say(`\n${reportTable(rows)}\n\nAs JSON: ${measured}`);
    this.compare(rows, new Set(passed.filter((file) => !partial.has(file))));
  }

  /** Called by jest to learn whether the run is to fail. */
  getLastError(): Error | undefined {
    return this.failure;
  }

  private compare(rows: readonly JudgedRow[], ran: ReadonlySet<string>): void {
    const committed = JSON.parse(readFileSync(COMMITTED, 'utf8')) as readonly Row[];
    const found = stableRows(rows.filter(({ file }) => ran.has(file)));
    const exists = (file: string): boolean => existsSync(join(ROOT, file));
    const updated = updatedRows(found, committed, { ran, exists });
    const changed = differences(updated, committed);
    if (changed.length === 0) return;
    if (process.env[UPDATE_VARIABLE] === '1') {
      write(COMMITTED, updated);
      say('The committed report is written anew; npm run docs brings docs/compatibility.md up to it.');
      return;
    }
    const remedy = 'npm run test:cluster -- --update-report, then npm run docs';
    this.failure = new Error(`The report is not the committed one. To bring it up to date: ${remedy}.`);
    say([this.failure.message, ...changed].join('\n'));
  }
}

function fileOf({ testFilePath }: FileResult): string {
  return relative(ROOT, testFilePath);
}

function readRows(): readonly MeasuredRow[] {
  const file = process.env[ROWS_VARIABLE];
  if (file === undefined || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as MeasuredRow);
}

function write(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
