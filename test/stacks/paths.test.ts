import { MeshApp } from 'tenant-mesh';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

/** Paths of what a user can name: a path that changes is a change of contract, and needs `formerPaths`. */
function paths(describe: (app: MeshApp) => unknown, below: string): readonly string[] {
  const app = new MeshApp();
  describe(app);
  return app.node
    .findAll()
    .map(({ node }) => node.path)
    .filter((path) => path.startsWith(below) && path.slice(below.length).split('/').length <= 3)
    .sort();
}

describe('construct paths', () => {
  it('of a tenant behind the shared gateway', () => {
    expect(paths(addMetalProd, 'metal-prod/tenant-a')).toMatchSnapshot();
  });

  it('of a tenant with a gateway of its own', () => {
    expect(paths(addMetalProd, 'metal-prod/tenant-b')).toMatchSnapshot();
  });

  it('of the platform on EKS', () => {
    expect(paths(addEksProd, 'eks-prod/platform').filter((path) => path.split('/').length <= 4)).toMatchSnapshot();
  });
});
