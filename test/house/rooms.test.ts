import { execFileSync } from 'node:child_process';
import { ROOMS, folderOf, refusal, roomOf } from '../../scripts/lint/rooms.js';
import { ROOT, read } from './sources.js';

const HELD = ['lib/model/unit.ts', 'constructs/tenancy/contracts.ts', 'lib/imports/schemas.ts'];
/**
 * One linter says everything that is asked, since most of its time goes into its start; jest cannot load its modules.
 * It asks the house's own rule alone, which needs no types: those of the whole project take seconds to find.
 */
const LINT = `
  import { ESLint } from 'eslint';
  const eslint = new ESLint({
    ruleFilter: ({ ruleId }) => ruleId.startsWith('house/'),
    overrideConfig: { languageOptions: { parserOptions: { project: false } } },
  });
  const [planted, ...files] = JSON.parse(process.argv[1]);
  const [result] = await eslint.lintText(planted, { filePath: 'lib/model/unit.ts' });
  const configs = await Promise.all(files.map((file) => eslint.calculateConfigForFile(file)));
  console.log(JSON.stringify({ messages: result.messages, rules: configs.map(({ rules }) => rules) }));
`;

interface Linted {
  readonly messages: readonly { readonly severity: number; readonly message: string }[];
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

/** Rows of the table in docs/architecture.md: room, and what it may import. */
function documentedRooms(): [string, string][] {
  const rows = read('docs/architecture.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  const rooms = cells.filter((cell) => /^`(lib|constructs)\//.test(cell[1] ?? ''));
  return rooms.map((cell) => [(cell[1] ?? '').replaceAll('`', '').replace('<system>', '*'), cell[3] ?? '']);
}

describe('the table of rooms', () => {
  it('has a row for each room that the architecture names', () => {
    const documented = documentedRooms().map(([name]) => name);
    expect(documented.length).toBeGreaterThan(10);
    expect(ROOMS.map(({ name }) => name)).toEqual(expect.arrayContaining(documented));
  });

  it('allows what the architecture names', () => {
    for (const [name, text] of documentedRooms()) {
      const named = [...text.matchAll(/`([^`]+)`/g)].map((match) => (match[1] ?? '').replace('<system>', '*'));
      const rooms = named.filter((each) => ROOMS.some((room) => room.name === each) && !text.startsWith('as '));
      const uses = ROOMS.find((room) => room.name === name)?.uses ?? {};
      expect([name, Object.keys(uses)]).toEqual([name, expect.arrayContaining(rooms)]);
    }
  });

  it.each([
    ['lib/model/unit.ts', 'lib/manifest/entry.ts', 'lib/model may not import lib/manifest/entry.ts'],
    ['constructs/istio/a.ts', 'constructs/flux/b.ts', 'constructs/* may not import constructs/flux/b.ts'],
    ['constructs/istio/a.ts', 'constructs/tenancy/b.ts', 'constructs/* may not import'],
    ['lib/analyzer/rule.ts', 'constructs/tenancy/b.ts', 'lib/analyzer may not import'],
    ['lib/gitops/tree.ts', 'lib/analyzer/rule.ts', 'lib/gitops may not import'],
    ['lib/app/app.ts', 'lib/testing/index.ts', 'lib/app may not import'],
    ['lib/app/app.ts', 'test/house/sources.ts', 'lib/app may not import'],
    ['stacks/main.ts', 'lib/app/index.ts', 'stacks imports public doors'],
    ['lib/app/app.ts', 'tenant-mesh/istio', 'lib/app imports by relative path'],
  ])('refuses %s -> %s', (from, to, message) => {
    expect(refusal(from, to, false)).toContain(message);
  });

  it('tells types from values where only types may pass', () => {
    expect(refusal('lib/predict/a.ts', 'lib/imports/istio/index.ts', true)).toBeUndefined();
    expect(refusal('lib/predict/a.ts', 'lib/imports/istio/index.ts', false)).toContain('may import only types');
  });

  it.each([
    ['constructs/tenancy/a.ts', 'constructs/istio/index.ts'],
    ['constructs/istio/a.ts', 'constructs/istio/b.ts'],
    ['constructs/istio/a.ts', 'lib/model/index.ts'],
    ['lib/index.ts', 'constructs/tenancy/index.ts'],
    ['stacks/main.ts', 'tenant-mesh/istio'],
    ['stacks/main.ts', 'stacks/platform.ts'],
    ['test/a.test.ts', 'lib/gitops/tree.ts'],
  ])('allows %s -> %s', (from, to) => {
    expect(refusal(from, to, false)).toBeUndefined();
  });

  it('takes tenancy for a room of its own, and the main door for one file', () => {
    expect(roomOf('constructs/tenancy/a.ts')?.name).toBe('constructs/tenancy');
    expect(folderOf('constructs/istio/a/b.ts')).toBe('constructs/istio');
    expect(roomOf('lib/index.ts')?.name).toBe('lib/index.ts');
    expect(roomOf('lib/modelling/a.ts')).toBeUndefined();
  });
});

describe('lint', () => {
  let linted: Linted;

  beforeAll(() => {
    const planted = "import type { ManifestSet } from '../manifest/index.js';\nexport type Planted = ManifestSet;\n";
    const args = ['--input-type=module', '--eval', LINT, JSON.stringify([planted, ...HELD])];
    linted = JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })) as Linted;
  }, 60_000);

  it('finds a planted import across rooms', () => {
    expect(linted.messages).toContainEqual(
      expect.objectContaining({
        severity: 2,
        message: expect.stringContaining('lib/model may not import lib/manifest/index.ts') as string,
      }),
    );
  });

  it.each(HELD)('holds %s to the rules of the house', (file) => {
    expect(linted.rules[HELD.indexOf(file)]).toMatchObject({
      'house/room-imports': [2],
      'max-lines': [2, 300],
      'max-lines-per-function': [2, 40],
      'tsdoc/syntax': [2],
      '@typescript-eslint/no-explicit-any': [2],
    });
  });
});
