import { serversSharing, type GatewayServer } from '../world/gateways.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, type Trail } from './answer.js';
import type { Source } from './source.js';
import { MAYBE, NO } from '../policy/truth.js';

/** A connection that a gateway took. */
export interface Gate {
  readonly server: GatewayServer;
  /** Servers whose routes may take its requests. */
  readonly sharing: readonly GatewayServer[];
  /** Port of the gateway's pods. */
  readonly port: number;
  /** SPIFFE URI of the client's certificate. */
  readonly principal: string | undefined;
}

/** A client's connection to a gateway: NetworkPolicy, server, TLS. */
export function openGate(
  world: World,
  client: Extract<Source, { kind: 'outside' }>,
  gateway: Workload,
  frontPort: number,
  host: string,
  trail: Trail,
): Gate | undefined {
  const port = podPort(world, gateway, frontPort);
  fromOutside(world, client, gateway, port, trail);
  if (trail.denied) return undefined;
  const sharing = serversSharing(world.serversAt(gateway, port), host);
  const [server] = sharing;
  if (server === undefined) {
    const text = `no server of ${key(gateway)} takes ${host} on port ${String(port)}`;
    trail.add({
      kind: 'gateway',
      outcome: 'deny',
      text,
      change: 'Add a server for the host to a Gateway.',
      basis: 'modelled',
    });
    return undefined;
  }
  const base = { kind: 'gateway', ...stepObject(server.entry), rule: server.index, basis: 'modelled' } as const;
  const asks = server.tls === 'mutual' || server.tls === 'istio';
  if (asks && client.certificate === undefined) {
    const text = `the server for ${host} wants a client certificate`;
    const change =
      server.tls === 'istio'
        ? 'Give the server another mode: workloads of the mesh alone have such a certificate.'
        : 'Present a certificate of the CA that the server names.';
    trail.add({ ...base, outcome: 'deny', text, change });
    return undefined;
  }
  trail.add({ ...base, outcome: 'pass', text: `a server takes ${host} on port ${String(port)} (TLS ${server.tls})` });
  const principal = asks ? `spiffe://${client.certificate ?? ''}` : undefined;
  return { server, sharing, port, principal };
}

function fromOutside(
  world: World,
  client: Extract<Source, { kind: 'outside' }>,
  gateway: Workload,
  port: number,
  trail: Trail,
): void {
  const verdict = world.network.ingress(world.endOf(gateway), { kind: 'address', ip: client.ip }, port);
  const [entry] = verdict.entries;
  const base = {
    kind: 'network-ingress',
    ...stepObject(entry),
    ...(verdict.rule === undefined ? {} : { rule: verdict.rule }),
    basis: 'modelled',
  } as const;
  const way = `port ${String(port)} of ${key(gateway)} to clients outside`;
  if (verdict.value === NO)
    trail.add({ ...base, outcome: 'deny', text: `no NetworkPolicy opens ${way}`, change: `Open ${way}.` });
  else if (verdict.value === MAYBE)
    trail.add(
      { ...base, outcome: 'depends', text: `a NetworkPolicy opens ${way} by their address` },
      'the address of the client',
    );
  else trail.add({ ...base, outcome: 'pass', text: `${way} is open` });
}

function podPort(world: World, gateway: Workload, front: number): number {
  for (const service of world.servicesBefore(gateway)) {
    const found = service.ports.find(({ port }) => port === front);
    const target = found && world.targetPort(found, gateway);
    if (target !== undefined) return target;
  }
  return front;
}
