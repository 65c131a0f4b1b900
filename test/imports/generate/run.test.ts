import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSources } from '../../../scripts/generate/data.js';
import { run, type Result } from '../../../scripts/generate/run.js';

const DATA = join(__dirname, '../../../lib/imports/data');

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'project-'));
  copyOneSystem(join(project, 'lib/imports/data'));
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

/** One system and the built-in kinds are enough here, and fast. */
function copyOneSystem(data: string): void {
  for (const folder of ['crds/flagger', 'kubernetes'])
    cpSync(join(DATA, folder), join(data, folder), { recursive: true });
  const own = readSources(DATA).filter(({ system }) => system === 'flagger');
  writeFileSync(join(data, 'crds/index.json'), JSON.stringify(own));
}

const generate = (...args: readonly string[]): Result => run(project, args);

describe('npm run generate', () => {
  it('writes what is missing or changed, and removes what is no longer made', () => {
    expect(generate()).toMatchObject({ code: 0, out: '' });
    appendFileSync(join(project, 'lib/imports/flagger/index.ts'), '// changed\n');
    writeFileSync(join(project, 'lib/imports/flagger/old.ts'), '');
    expect(generate()).toEqual({ code: 0, out: '', err: '1 files written, 1 removed\n' });
    expect(readdirSync(join(project, 'lib/imports/flagger')).sort()).toEqual(['flagger.app.ts', 'index.ts']);
    expect(generate()).toEqual({ code: 0, out: '', err: '0 files written, 0 removed\n' });
  });

  it('checks without writing', () => {
    expect(generate('--check')).toMatchObject({ code: 1 });
    generate();
    expect(generate('--check')).toEqual({ code: 0, out: '', err: '' });
    appendFileSync(join(project, 'docs/kinds.md'), 'more\n');
    writeFileSync(join(project, 'lib/imports/flagger/old.ts'), '');
    const err = 'not what the generator makes: docs/kinds.md\nno longer generated: lib/imports/flagger/old.ts\n';
    expect(generate('--check')).toEqual({ code: 1, out: '', err });
    expect(generate('--check')).toEqual({ code: 1, out: '', err });
  });

  it('adopts files, writes the kinds and reports', () => {
    generate();
    const canary = join(DATA, 'crds/flagger/canaries.flagger.app.json');
    const { code, out, err } = generate('--system', 'flagger', '--repo', 'fluxcd/flagger', '--ref', 'v9.9.9', canary);
    expect([code, err]).toEqual([0, '3 files written, 0 removed\n']);
    expect(out).toContain('- kind flagger: MetricTemplate.flagger.app\n');
    const text = readFileSync(join(project, 'lib/imports/flagger/flagger.app.ts'), 'utf8');
    expect(text).toContain('// Source: fluxcd/flagger v9.9.9.');
    expect(text).not.toContain('MetricTemplate');
  });

  it('asks for the reference page of a new system', () => {
    const canary = join(DATA, 'crds/flagger/canaries.flagger.app.json');
    expect(() => generate('--system', 'new', '--repo', 'a/b', '--ref', 'v1', canary)).toThrow(
      "No reference page for the system 'new'; add one to pages.ts.",
    );
  });

  it.each([
    ['a system without files', ['--system', 'flagger', '--repo', 'a/b', '--ref', 'v1']],
    ['files without a system', ['crds.yaml']],
    ['files without a ref', ['--system', 'flagger', '--repo', 'a/b', 'crds.yaml']],
  ])('says how it is used: %s', (_, args) => {
    const result = generate(...args);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toMatch(/^usage: npm run generate /);
  });
});
