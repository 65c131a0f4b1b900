import { Construct } from 'constructs';
import { MeshNamespace } from '../../../constructs/tenancy/index.js';
import { OwnSource } from '../../../constructs/tenancy/tenant/own-source.js';
import { Cluster, MeshApp, type ClusterScale } from '../../../lib/app/index.js';
import { fact, markUnit } from '../../../lib/model/index.js';
import { Target } from '../../../lib/targets/index.js';
import { configMap, namespace } from '../../app/program.js';

/** Clusters of the fleet: the first has Flux by flux-operator, the second by `flux install`. */
export const CLUSTERS = ['east', 'west'] as const;
/** The tenant of the second cluster whose team has a source of its own. */
export const TEAM = 'amber';
/** The unit that both clusters read from one folder. */
export const SHARED_UNIT = 'infrastructure/common';

/** What changes in the program from publish to publish. */
export interface FleetState {
  readonly tenants: readonly string[];
  /** Layout of the first cluster. */
  readonly scale: ClusterScale;
}

/** Synthesizes two clusters that read one OCI artifact and share a unit. */
export function synthFleet(outdir: string, { tenants, scale }: FleetState): void {
  const app = new MeshApp({ outdir });
  for (const name of CLUSTERS) {
    const cluster = new Cluster(app, name, {
      target: Target.bareMetal(),
      repository: { kind: 'oci', url: 'oci://ghcr.io/example/fleet', ref: { kind: 'tag', tag: 'stable' } },
      bootstrap: { kind: name === 'east' ? 'flux-operator' : 'flux-install' },
      sharedUnits: [SHARED_UNIT],
      facts: { region: `region-${name}` },
      ...(name === 'east' ? { scale } : {}),
    });
    const common = new Construct(cluster, 'common');
    markUnit(common, { path: SHARED_UNIT });
    namespace(common, 'tenant-a');
    configMap(common, 'region', { region: fact('region', 'somewhere') });
    for (const tenant of tenants) addTenant(cluster, tenant);
  }
  app.synth();
}

/** Guard rails as the library makes them, and workloads: of the program, or of the team's own source. */
function addTenant(cluster: Cluster, tenant: string): void {
  const rails = new Construct(cluster, `rails-${tenant}`);
  markUnit(rails, { path: `tenants/${tenant}`, dependsOn: [SHARED_UNIT] });
  new MeshNamespace(rails, 'Namespace', { name: tenant, tenant });
  if (cluster.node.id === 'west' && tenant === TEAM) {
    const url = `oci://ghcr.io/${tenant}/apps`;
    const source = { kind: 'oci', url, ref: { kind: 'tag', tag: 'stable' } } as const;
    new OwnSource(cluster, 'OwnSource', { tenant, namespace: tenant, source });
    return;
  }
  const apps = new Construct(cluster, `apps-${tenant}`);
  markUnit(apps, { path: `apps/${tenant}`, dependsOn: [`tenants/${tenant}`] });
  configMap(apps, `settings-${tenant}`, { tenant });
}
