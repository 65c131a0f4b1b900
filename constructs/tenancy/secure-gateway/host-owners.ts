import type { IConstruct } from 'constructs';
import { ListMark, MeshError, type Host } from '../../../lib/model/index.js';

/** Who owns a host, and the gateway that serves it. */
interface HostOwner {
  readonly host: Host;
  readonly namespace: string;
  readonly gateway: string;
}

const OWNERS = new ListMark<HostOwner>('gateway.host-owners');

/**
 * Records the owner of a host for all gateways of a cluster. A second gateway may serve the host, but for the same
 * owner: otherwise two tenants would answer to one name.
 */
export function claimHost(gateway: IConstruct & { readonly reference: string }, host: Host, namespace: string): void {
  const cluster = gateway.node.scopes[1] ?? gateway;
  const other = OWNERS.get(cluster).find((entry) => entry.host === host && entry.namespace !== namespace);
  if (other !== undefined) {
    throw new MeshError({
      code: 'TM1401',
      where: gateway.node.path,
      field: 'host',
      what: `namespace "${other.namespace}" already owns this host at gateway "${other.gateway}", and "${namespace}" claims it too`,
      value: host,
      remedy: 'Give each host one owner; several workloads of the owner share it by path.',
    });
  }
  OWNERS.add(cluster, { host, namespace, gateway: gateway.reference });
}
