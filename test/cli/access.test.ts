import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../lib/cli/program.js';
import { namespace, policy, workload } from '../access/manifests.js';

const roots: string[] = [];
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true })));

function directory(...yaml: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'access-'));
  roots.push(root);
  writeFileSync(join(root, 'all.yaml'), yaml.join('\n---\n'));
  return root;
}

function run(...args: readonly string[]): { code: number; result: string; note: string } {
  let [result, note] = ['', ''];
  const code = runProgram(args, { result: (text) => (result += text), note: (text) => (note += text) });
  return { code, result, note };
}

const TENANT = (name: string): string => namespace(name, `{istio-injection: enabled, tenant-mesh.io/tenant: ${name}}`);
const PAIR = [TENANT('a'), TENANT('b'), workload('ui', 'a'), workload('api', 'b')];
const ALLOW = (paths: string): string =>
  policy('p', 'b', `{rules: [{to: [{operation: {paths: ${paths}, methods: [GET]}}]}]}`);

describe('tenant-mesh access', () => {
  it('explains one call and ends by its outcome', () => {
    const open = directory(...PAIR);
    expect(run('access', open, '--from', 'a/ui', '--to', 'svc:b/api:80')).toMatchObject({ code: 0, note: '' });
    const closed = run(
      'access',
      directory(...PAIR, policy('none', 'b', '{}')),
      '--from',
      'a/ui',
      '--to',
      'b/api',
      '--format',
      'json',
    );
    expect(closed.code).toBe(1);
    expect(JSON.parse(closed.result)).toMatchObject({ schemaVersion: 1, outcome: 'deny', from: 'a/ui', to: 'b/api' });
  });

  it.each([
    [['access'], 'Give one directory of manifests, --from and --to.'],
    [
      ['access', '.', '--from', 'x', '--to', 'a/b'],
      'TM8102 at the question: from: not an end of a call (got "x"). Write ns/workload, sa:ns/account,',
    ],
    [
      ['access', '.', '--from', 'a/b', '--to', 'x'],
      'TM8102 at the question: to: not an end of a call (got "x"). Write ns/workload:port,',
    ],
    [['access', 'matrix', '.', '--format', 'x'], 'There is no format "x".'],
    [['access', 'diff', '.'], 'Give two directories.'],
    [['access', 'cases'], 'Give one file of recorded cases.'],
  ])('refuses %j as wrong use', (args, note) => {
    const said = run(...args);
    expect([said.code, said.result]).toEqual([2, '']);
    expect(said.note).toContain(note);
  });

  it.each(['markdown', 'json', 'svg', 'html'])('prints the matrix as %s', (format) => {
    const said = run('access', 'matrix', directory(...PAIR), '--format', format);
    expect(said).toMatchObject({ code: 0, note: '' });
    expect(said.result).toContain('b/api');
  });

  it('says first what a change opens', () => {
    const [old, now] = [directory(...PAIR, ALLOW('[/a]')), directory(...PAIR, ALLOW('[/a, /secret]'))];
    const same = run('access', 'diff', old, old);
    expect([same.code, same.note]).toEqual([0, '']);
    expect(same.result).toMatch(
      /^This change allows and refuses the same calls as before\.\n\n- Assumed: The root namespace/,
    );
    const text = run('access', 'diff', old, now, '--format', 'text').result.split('\n')[0];
    expect(text).toMatch(
      /^Allowed for more requests across tenants: a\/ui to b\/api, port 8080, requests with method GET/,
    );
    const wider = run('access', 'diff', old, now);
    expect(wider.code).toBe(1);
    expect(wider.result.split('\n')[0]).toBe(
      '- **Allowed for more requests across tenants**: `a/ui` to `b/api`, port 8080, requests with method GET, path /secret.' +
        ` Now: an ALLOW rule of b/api matches (AuthorizationPolicy b/p rule 0, ${now}/all.yaml:31).` +
        ` Before: none of the rules of 1 ALLOW policies of b/api matches (AuthorizationPolicy b/p, ${old}/all.yaml:31).`,
    );
    expect(run('access', 'diff', now, old).result).toContain('**Allowed for fewer requests across tenants**');
    const opened = run('access', 'diff', directory(...PAIR, policy('p', 'b', '{}')), now);
    expect(opened.result).toMatch(/^- \*\*Newly allowed across tenants\*\*: `a\/ui` to `b\/api`, port 8080/);
  });
});
