import { FileMap, kustomizationName, objectFileName } from '../../lib/gitops/index.js';
import { refusal } from '../app/program.js';

describe('paths', () => {
  it.each([
    [{ group: '', kind: 'Service', namespace: 'tenant-a', name: 'app-ui' }, 'service_tenant-a_app-ui.yaml'],
    [{ group: 'apps', kind: 'Deployment', namespace: 'n', name: 'a' }, 'deployment.apps_n_a.yaml'],
    [
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'system:Auth' },
      'clusterrole.rbac.authorization.k8s.io_system-auth.yaml',
    ],
  ])('name the file of an object', (id, name) => {
    expect(objectFileName({ version: 'v1', ...id })).toBe(name);
  });

  it('name the Kustomization of a unit after its path', () => {
    expect(kustomizationName('infrastructure/cert-manager')).toBe('infrastructure-cert-manager');
  });

  it('belong to one owner, whatever their case', () => {
    const files = new FileMap();
    files.add('b/One.yaml', 'b', 'first');
    files.add('a', 'a', 'second');
    expect(files.entries()).toEqual([
      ['a', 'a'],
      ['b/One.yaml', 'b'],
    ]);
    expect(refusal(() => files.add('b/one.yaml', '', 'third'))).toBe(
      'TM2006 at third: file "b/one.yaml" is also claimed by first. Give one of the two another name; names must differ by more than case.',
    );
  });
});
