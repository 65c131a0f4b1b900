import { MeshApp } from 'tenant-mesh';
import { addMatchers } from 'tenant-mesh/testing';
import { addCluster } from '../bare-metal.js';

addMatchers(expect);

const app = new MeshApp();
addCluster(app);

describe.each(app.manifests().map((set) => [set.name, set] as const))('cluster %s', (_, set) => {
  it('has nothing that the rules object to', () => {
    expect(set).toHaveNoFindings();
  });

  it('lets no request in without a token', () => {
    const request = { host: 'tenant-a.example.com' };
    expect(set).toDeny({ from: 'outside', to: 'tenant-a/web-primary:8080', request });
  });

  it('lets the UI call the API, and nobody from outside', () => {
    const web = { kind: 'workload', namespace: 'tenant-a', name: 'web' } as const;
    const api = { kind: 'workload', namespace: 'tenant-a', name: 'api' } as const;
    expect(set).toBeReachableFrom({ from: web, to: api });
    expect(set).toDeny({ from: 'pod:tenant-a', to: 'tenant-a/api:8000' });
    expect(set).toDeny({ from: 'outside', to: 'tenant-a/api:8000', request: { host: 'tenant-a.example.com' } });
  });
});
