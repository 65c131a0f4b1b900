import type * as MetalProd from '../../stacks/metal-prod.js';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp } from 'tenant-mesh';
import { access, diffMarkdown, type Access } from 'tenant-mesh/access';

const STACKS = join(__dirname, '../../stacks');
const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

/** The bare-metal cluster of the stacks, with one text of `tenants.ts` replaced as a pull request would. */
function metalWith(text: string, replacement: string): Access {
  const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  made.push(folder);
  cpSync(STACKS, folder, { recursive: true });
  const file = join(folder, 'tenants.ts');
  const before = readFileSync(file, 'utf8');
  expect(before.split(text)).toHaveLength(2);
  writeFileSync(file, before.replace(text, replacement));
  const app = new MeshApp();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the edited program is known at run time alone
  const { addMetalProd } = require(join(folder, 'metal-prod.ts')) as typeof MetalProd;
  addMetalProd(app);
  const [set] = app.manifests();
  if (set === undefined) throw new Error('the stack describes a cluster');
  return access(set);
}

const ALLOW = 'tenant.allow({ from: ui, to: api });';
const plain = metalWith(ALLOW, ALLOW);

it('says first that a shared workload opens a way between tenants, and names the policy', () => {
  const shared = metalWith(ALLOW, `${ALLOW} if (name === 'tenant-b') tenant.namespace.share(api).with('tenant-a');`);
  const [first] = diffMarkdown(plain.diff(shared)).split('\n');
  expect(first).toMatch(
    /^- \*\*Newly allowed across tenants\*\*: `tenant-a\/app-ui`.* to `tenant-b\/rag-api.*, port 8000, requests with token of https:\/\/login\.example\.com\/realms\/tenant-b/,
  );
  expect(first).toContain('(AuthorizationPolicy tenant-b/allow-rag-api rule');
});

it('says what a load test may call now, and what it may not call any more', () => {
  const [old, path] = ["loadTest: { path: '/healthz' }", "loadTest: { path: '/metrics' }"];
  const { changes, unknown } = plain.diff(metalWith(old, path));
  expect(unknown).toEqual([]);
  expect(changes[0]).toMatchObject({ kind: 'widened', request: 'method GET, path /metrics', between: 'tenant' });
  expect(changes[0]?.decidedBy.object).toMatch(/^AuthorizationPolicy tenant-[ab]\//);
  expect(changes.map(({ kind }) => kind)).toContain('narrowed');
  expect(changes.filter(({ between }) => between === 'tenants')).toEqual([]);
});

it('says nothing of a change that opens and closes nothing', () => {
  expect(
    plain.diff(
      metalWith(
        "tag: '2.1.0',\n        automation: { range: '>=2.1.0 <3.0.0' },\n        ports",
        "tag: '2.2.0',\n        automation: { range: '>=2.1.0 <3.0.0' },\n        ports",
      ),
    ).changes,
  ).toEqual([]);
});
