import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { synthFiles, type Files } from './trees.js';

const GOLDEN = join(__dirname, '..', 'golden');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

const files = synthFiles((app) => {
  addMetalProd(app);
  addEksProd(app);
});

/** Holds a text to a file; `UPDATE_GOLDEN=1` writes the file, for the diff to be reviewed. */
function expectGolden(name: string, actual: string): void {
  const path = join(GOLDEN, name);
  if (UPDATE) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  expect(existsSync(path)).toBe(true);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}

function ofCluster(cluster: string): Files {
  const owned = new RegExp(`^(clusters|manifests)/${cluster}/`);
  return new Map([...files].filter(([path]) => owned.test(path)));
}

describe.each(['metal-prod', 'eks-prod'])('the tree of %s', (cluster) => {
  const tree = ofCluster(cluster);

  it('has the paths and contents that were reviewed', () => {
    const lines = [...tree].map(
      ([path, text]) => `${createHash('sha256').update(text).digest('hex').slice(0, 12)}  ${path}`,
    );
    expectGolden(`${cluster}.digests`, `${lines.join('\n')}\n`);
  });

  it('has the full text of one tenant that was reviewed', () => {
    const tenant = [...tree].filter(([path]) => /\/(apps|auth|tenants)\/tenant-a\//.test(path));
    const text = tenant.map(([path, content]) => `# ${path}\n${content}`).join('---\n');
    expectGolden(`${cluster}-tenant-a.yaml`, text);
  });
});

it('holds both clusters and nothing else', () => {
  const roots = new Set([...files.keys()].map((path) => path.split('/').slice(0, 2).join('/')));
  expect([...roots].sort()).toEqual([
    'clusters/eks-prod',
    'clusters/metal-prod',
    'manifests/eks-prod',
    'manifests/metal-prod',
  ]);
});
