import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partOf } from './harness/parts.js';
import { ROWS_VARIABLE, type MeasuredRow } from './harness/tally.js';
import { TallyReporter, UPDATE_VARIABLE } from './report/reporter.js';
import { differences, reportTable, stableRows, updatedRows } from './report/table.js';

const row = (proves: string, more: Partial<MeasuredRow> = {}): MeasuredRow => ({
  file: 'test/cluster/one.test.ts',
  part: 'kwok',
  version: '0.8.0',
  proves,
  objects: 12,
  refused: 3,
  seconds: 4.25,
  ...more,
});

describe('the table at the end of a run', () => {
  it('has a line for each row, and says which tests failed', () => {
    const rows = [
      { ...row('pods'), passed: true },
      { ...row('nodes and more', { objects: 1234 }), passed: false },
    ];
    expect(reportTable(rows).split('\n')).toEqual([
      'part  version  what                    objects  refused  seconds',
      'kwok  0.8.0    pods                         12        3      4.3',
      'kwok  0.8.0    FAILED: nodes and more     1234        3      4.3',
    ]);
  });
});

describe('the committed report', () => {
  it('holds what is the same in every run, in a fixed order', () => {
    const [first, second] = stableRows([row('b'), row('a', { seconds: 99 })]);
    expect([first?.proves, second?.proves]).toEqual(['a', 'b']);
    expect(first).not.toHaveProperty('seconds');
  });

  it('differs where a number, a version or a row does', () => {
    const committed = [row('a'), row('b'), row('c')];
    expect(differences([row('a'), row('b', { refused: 4 })], committed)).toEqual([
      'test/cluster/one.test.ts: kwok 0.8.0: b: 12 objects, 4 refused; committed is 12 objects, 3 refused',
      'test/cluster/one.test.ts: kwok 0.8.0: c: nothing; committed is 12 objects, 3 refused',
    ]);
    expect(differences(committed, committed)).toEqual([]);
    const newer = row('a', { version: '0.9.0', objects: 13 });
    expect(differences([row('a'), newer], [row('a')])).toEqual([
      'test/cluster/one.test.ts: kwok 0.9.0: a: 13 objects, 3 refused; committed is nothing',
    ]);
  });

  it('keeps rows of files that did not run, and drops those of files that are gone', () => {
    const other = row('b', { file: 'other' });
    const gone = row('c', { file: 'gone' });
    const now = updatedRows([row('a')], [row('x'), other, gone], {
      ran: new Set([row('a').file]),
      exists: (file) => file !== 'gone',
    });
    expect(now.map(({ proves }) => proves)).toEqual(['b', 'a']);
  });
});

describe('the reporter', () => {
  const before = { ...process.env };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-report-'));
    process.env['XDG_CACHE_HOME'] = folder;
    process.env[ROWS_VARIABLE] = join(folder, 'rows.jsonl');
    // The run that this test belongs to may itself write the report anew.
    Reflect.deleteProperty(process.env, UPDATE_VARIABLE);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(__dirname, 'no-such.test.ts');
  const report = (numFailingTests: number): Error | undefined => {
    writeFileSync(
      join(folder, 'rows.jsonl'),
      `${JSON.stringify(row('a', { file: 'test/cluster/no-such.test.ts' }))}\n`,
    );
    const reporter = new TallyReporter();
    reporter.onRunComplete(undefined, { testResults: [{ testFilePath: file, numFailingTests, numPendingTests: 0 }] });
    return reporter.getLastError();
  };

  it('writes the numbers of a run with the seconds, as JSON', () => {
    report(0);
    const text = readFileSync(join(folder, 'tenant-mesh/cluster/report.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject([{ part: 'kwok', objects: 12, seconds: 4.25, passed: true }]);
  });

  it('fails a run whose numbers are not the committed ones, and leaves failed files to their own tests', () => {
    expect(report(0)?.message).toContain('npm run test:cluster -- --update-report, then npm run docs');
    expect(report(1)).toBeUndefined();
  });
});

it('a program that the bench does not build is named', () => {
  expect(() => partOf('istiod')).toThrow('The bench builds no program istiod; parts.ts lists those it builds.');
});
