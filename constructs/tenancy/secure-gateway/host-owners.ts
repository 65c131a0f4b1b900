import type { IConstruct } from 'constructs';
import { ListMark, refuse, type At, type Host } from '../../../lib/model/index.js';

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
  refuseOtherOwner(gateway, host, namespace, { where: gateway.node.path, field: 'host' });
  OWNERS.add(topOf(gateway), { host, namespace, gateway: gateway.reference });
}

/** Refuses a host that another namespace of the same cluster owns, at the place where it was written. */
export function refuseOtherOwner(construct: IConstruct, host: Host, namespace: string, at: At): void {
  const other = OWNERS.get(topOf(construct)).find((entry) => entry.host === host && entry.namespace !== namespace);
  if (other === undefined) return;
  refuse(
    'TM1401',
    at,
    `namespace "${other.namespace}" already owns this host at gateway "${other.gateway}", and "${namespace}" claims it too`,
    host,
    'Give each host one owner; several workloads of the owner share it by path.',
  );
}

function topOf(construct: IConstruct): IConstruct {
  return construct.node.scopes[1] ?? construct;
}
