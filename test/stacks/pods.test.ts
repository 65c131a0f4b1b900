import { at, clusters, objects, text } from './reference.js';

describe.each(clusters())('pods of the tenants on %s', (_name, cluster) => {
  const apps = cluster
    .tenants()
    .flatMap((tenant) => cluster.all('Deployment.apps', tenant))
    .map(({ id, object }) => ({ app: `${id.namespace}/${id.name}`, pod: at(object, 'spec', 'template', 'spec') }));

  it('are those of both workloads of each tenant', () => {
    expect(apps.map(({ app }) => app).sort()).toEqual([
      'tenant-a/app-ui',
      'tenant-a/rag-api',
      'tenant-b/app-ui',
      'tenant-b/rag-api',
    ]);
  });

  it.each(apps)('$app: every container may write temporary files, though its file system is read-only', ({ pod }) => {
    const emptyDirs = objects(at(pod, 'volumes'))
      .filter((volume) => at(volume, 'emptyDir') !== undefined)
      .map((volume) => text(at(volume, 'name')));
    const containers = objects(at(pod, 'containers'));
    expect(containers).not.toEqual([]);
    for (const container of containers) {
      expect(at(container, 'securityContext', 'readOnlyRootFilesystem')).toBe(true);
      const mount = objects(at(container, 'volumeMounts')).find((one) => at(one, 'mountPath') === '/tmp');
      expect(emptyDirs).toContain(text(at(mount, 'name')));
    }
  });
});
