import { Construct } from 'constructs';
import { contributions } from '../../../lib/model/index.js';
import { clusterDomainOf } from '../../../lib/targets/index.js';
import { DefaultDeny, EgressScope, StrictMtls } from '../../istio/index.js';
import { flowSidecarHosts } from '../flows/index.js';

const NAMESPACE = 'flagger-system';

/**
 * Flagger's place in the mesh: it admits nobody, and its proxies know Prometheus, the API server and each tenant's load
 * tester, whenever the tenant is added.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export class FlaggerMesh extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new StrictMtls(this, 'Mtls', { namespace: NAMESPACE });
    new DefaultDeny(this, 'Deny', { namespace: NAMESPACE });
    new EgressScope(this, 'Egress', { namespace: NAMESPACE, hosts: () => ['./*', ...this.flowHosts()] });
  }

  private flowHosts(): readonly string[] {
    const loadTesters = contributions(this, 'meshed-namespace').map(({ namespace }) => namespace);
    const site = { namespace: NAMESPACE, role: 'platform', mesh: 'sidecar', loadTesters } as const;
    return flowSidecarHosts(site, clusterDomainOf(this));
  }
}
