import type { Address } from '../policy/call.js';
import { rangeOf, type AddressSpan } from '../policy/ip-block.js';
import { MAYBE, NO, YES } from '../policy/truth.js';
import type { NetworkEnd, NetworkVerdict } from '../world/network.js';
import type { MeshService, ServicePort } from '../world/service.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, type Trail } from './answer.js';

/** Where a call ends that leaves the mesh. */
export interface ExternalEnd {
  readonly host: string;
  readonly port: number;
  /** Addresses of which one answers; undefined where only run time knows them. */
  readonly addresses: readonly AddressSpan[] | undefined;
}

/**
 * A port of a service outside of the mesh.
 *
 * @param called - the address that the client calls, where it names no host
 */
export function externalEnd({ host, addresses, ends }: MeshService, front: ServicePort, called?: Address): ExternalEnd {
  const port = typeof front.target === 'number' ? front.target : front.port;
  if (ends !== 'called') return { host, port, addresses: ends === 'resolved' ? undefined : ends };
  if (called !== undefined) return { host, port, addresses: [rangeOf(called)] };
  return { host, port, addresses: addresses.length === 0 ? undefined : addresses };
}

/** The way out of the mesh: NetworkPolicies of the caller, at every address that may answer. */
export function leave(world: World, caller: Workload, end: ExternalEnd, trail: Trail): void {
  const { host, port, addresses } = end;
  const verdicts = endsOf(addresses).map((each) => world.network.egress(world.endOf(caller), each, port));
  const { value, entries, rule } = weakest(verdicts);
  const base = {
    kind: 'network-egress',
    ...stepObject(entries[0]),
    ...(rule === undefined ? {} : { rule }),
    basis: 'modelled',
  } as const;
  if (value === NO && verdicts.every((each) => each.value === NO)) {
    const text = `no NetworkPolicy opens the way out to ${host}, port ${String(port)}`;
    trail.add({ ...base, outcome: 'deny', text, change: 'Open the port to its addresses.' });
    return;
  }
  if (value === YES) {
    trail.add({ ...base, outcome: 'pass', text: `the call leaves the mesh for ${host}, port ${String(port)}` });
    return;
  }
  const known = addresses !== undefined;
  const text = `NetworkPolicies open the way out to ${host}, port ${String(port)}, for some addresses`;
  trail.add(
    { ...base, outcome: 'depends', text },
    `${known ? 'which' : 'the'} address of ${host}${known ? ' answers' : ''}`,
  );
}

function endsOf(addresses: ExternalEnd['addresses']): readonly NetworkEnd[] {
  if (addresses === undefined) return [{ kind: 'name' }];
  return addresses.map((range) =>
    range.first === range.last
      ? { kind: 'address', ip: { family: range.family, value: range.first } }
      : { kind: 'range', range },
  );
}

/** The verdict that opens least, which is what all addresses have in common. */
function weakest(verdicts: readonly NetworkVerdict[]): NetworkVerdict {
  return verdicts.reduce(
    (least, each) => (each.value < least.value ? each : least),
    verdicts[0] ?? { value: MAYBE, entries: [] },
  );
}
