import { createHash } from 'node:crypto';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { expectGolden } from './expect-golden.js';
import { synthFiles, type Files } from './trees.js';

const files = synthFiles((app) => {
  addMetalProd(app);
  addEksProd(app);
});

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
