import { Construct } from 'constructs';
import { Cluster, type ClusterProps, type MeshApp } from '../../../lib/app/index.js';
import { markUnit } from '../../../lib/model/index.js';
import { Target } from '../../../lib/targets/index.js';
import { configMap, namespace } from '../../app/program.js';

/** A cluster beside others of one app, with the unit that they have in common and one of its own. */
export function addCluster(app: MeshApp, name: string, props: Partial<ClusterProps> = {}, greeting = 'hello'): Cluster {
  const cluster = new Cluster(app, name, {
    target: Target.bareMetal(),
    repository: { url: 'ssh://git@git.example.com/fleet.git', branch: 'main' },
    sharedUnits: ['infrastructure/common'],
    ...props,
  });
  const common = new Construct(cluster, 'common');
  markUnit(common, { path: 'infrastructure/common' });
  namespace(common, 'tenant-a');
  configMap(common, 'greeting', { greeting });
  const own = new Construct(cluster, 'own');
  markUnit(own, { path: 'infrastructure/own', dependsOn: ['infrastructure/common'] });
  configMap(own, 'own', { cluster: name });
  return cluster;
}

/** Guard rails and workloads of some tenants, each in units of its own. */
export function addTenants(cluster: Cluster, tenants: readonly string[]): void {
  for (const tenant of tenants) {
    const rails = new Construct(cluster, `rails-${tenant}`);
    markUnit(rails, { path: `tenants/${tenant}` });
    namespace(rails, tenant);
    const apps = new Construct(cluster, `apps-${tenant}`);
    markUnit(apps, { path: `apps/${tenant}`, dependsOn: [`tenants/${tenant}`] });
    configMap(apps, `settings-${tenant}`, { tenant }, `settings-${tenant}`);
  }
}
