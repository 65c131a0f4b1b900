import { MeshApp } from 'tenant-mesh';
import { addMetalProd, behindSharedGateway, withOwnGateway } from '../../stacks/metal-prod.js';
import { addTenant } from '../../stacks/tenants.js';
import { Reference } from './reference.js';

/** A third tenant on bare metal. */
export interface ThirdTenant {
  readonly tenant: string;
  readonly behind: 'shared' | 'own';
}

/** The app of the bare-metal reference cluster with a third tenant: one call more. */
export function appWith({ tenant, behind }: ThirdTenant, app = new MeshApp()): MeshApp {
  const { cluster, platform } = addMetalProd(app);
  const place = behind === 'shared' ? behindSharedGateway(tenant) : withOwnGateway(tenant, ['192.0.2.40/29']);
  addTenant(cluster, platform, tenant, place);
  return app;
}

/** The bare-metal reference cluster with a third tenant. */
export function referenceWith(third: ThirdTenant): Reference {
  const [set] = appWith(third).manifests();
  if (set === undefined) throw new Error('the stack describes a cluster');
  return new Reference(set);
}
