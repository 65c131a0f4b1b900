import { mtlsOf } from '../policy/peer-authentication.js';
import { MAYBE, NO } from '../policy/truth.js';
import type { ClientTls, TlsVerdict } from '../world/client-tls.js';
import type { NetworkEnd, NetworkVerdict } from '../world/network.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { ambientLink } from './ambient-link.js';
import { stepObject, Trail, type Step } from './answer.js';
import { gatewayLink } from './gateway-link.js';
import type { Source } from './source.js';
import { trust } from './trust-step.js';
import { tunnelOf, tunnelLink } from './tunnel-link.js';

/** A connection from a caller to the pods of a callee, before anything is said on it. */
export interface Link {
  readonly trail: Trail;
  /** SPIFFE URI that the callee sees. */
  readonly principal: string | undefined;
  /** Whether the callee's proxy decides on what comes. */
  readonly guarded: boolean;
  /** What the caller speaks to a server of a gateway. @default - the callee is none, or sees a tunnel */
  readonly client?: ClientTls;
}

/** Ports that a sidecar answers itself, past its policies: merged metrics, health, its own metrics. */
const PROXY_PORTS: ReadonlySet<number> = new Set([15_020, 15_021, 15_090]);

type ByMode = Map<string, Link>;
type ByCallee = Map<Workload, ByMode>;

const LINKS = new WeakMap<World, WeakMap<Workload, ByCallee>>();

/** A connection; those of workloads are found once and kept, since nothing about them changes with the request. */
export function openLink(world: World, source: Source, callee: Workload, port: number, tls: TlsVerdict): Link {
  if (source.kind === 'outside') return connect(world, source, callee, port, tls);
  const bySource = ensure(LINKS, world, () => new WeakMap<Workload, ByCallee>());
  const byCallee = ensure(bySource, source.workload, () => new Map<Workload, ByMode>());
  const links = ensure(byCallee, callee, () => new Map<string, Link>());
  const rule = tls.entry === undefined ? '' : key(tls.entry.id);
  const name = `${String(port)} ${tls.mode} ${rule} ${source.proxied ? 1 : 0}${source.shielded ? 1 : 0}`;
  return ensure(links, name, () => connect(world, source, callee, port, tls));
}

interface Cache<K, V> {
  readonly get: (name: K) => V | undefined;
  readonly set: (name: K, value: V) => unknown;
}

function ensure<K, V>(cache: Cache<K, V>, name: K, make: () => V): V {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const made = make();
  cache.set(name, made);
  return made;
}

/** Opens a connection: NetworkPolicies of both ends, then the handshake. */
function connect(world: World, source: Source, callee: Workload, port: number, tls: TlsVerdict): Link {
  const trail = new Trail();
  const past = isPastProxy(callee, port);
  const tunnel = past ? undefined : tunnelOf(world, source, callee);
  network(world, source, callee, tunnel ?? port, trail);
  if (trail.denied) return { trail, principal: undefined, guarded: true };
  if (callee.mesh === 'ambient') return ambientLink(world, source, callee, port, trail);
  if (callee.mesh === 'none' || past) return unguarded(callee, port, tls, source, trail);
  if (tunnel !== undefined || callee.mesh === 'waypoint') return tunnelLink(world, source, callee, trail);
  const servers = callee.mesh === 'gateway' ? world.serversAt(callee, port) : [];
  if (servers.length > 0) return gatewayLink(world, source, callee, servers, tls, trail);
  return handshake(world, source, callee, port, tls, trail);
}

function network(world: World, source: Source, callee: Workload, port: number, trail: Trail): void {
  const here: NetworkEnd =
    source.kind === 'outside' ? { kind: 'address', ip: source.ip } : world.endOf(source.workload);
  const there = world.endOf(callee);
  if (source.kind === 'workload')
    trail.add(networkStep('network-egress', world.network.egress(here, there, port), source.workload, port));
  if (!trail.denied) trail.add(networkStep('network-ingress', world.network.ingress(there, here, port), callee, port));
}

function networkStep(kind: Step['kind'], verdict: NetworkVerdict, { namespace, name }: Workload, port: number): Step {
  const [first] = verdict.entries;
  const where = `${namespace}/${name}`;
  const way =
    kind === 'network-egress' ? `out of ${where} to port ${String(port)}` : `into port ${String(port)} of ${where}`;
  const base = {
    kind,
    basis: 'modelled',
    ...stepObject(first),
    ...(verdict.rule === undefined ? {} : { rule: verdict.rule }),
  } as const;
  if (verdict.value === NO) {
    const change = `Add a NetworkPolicy in ${namespace} that opens the way ${way}.`;
    return { ...base, outcome: 'deny', text: `no NetworkPolicy opens the way ${way}`, change };
  }
  if (verdict.value === MAYBE)
    return {
      ...base,
      outcome: 'depends',
      text: `a NetworkPolicy asks for an address that is known at run time: ${way}`,
    };
  return {
    ...base,
    outcome: 'pass',
    text: first === undefined ? `nothing isolates the way ${way}` : `a NetworkPolicy opens the way ${way}`,
  };
}

/** Whether traffic to a port never meets the proxy's policies. */
function isPastProxy({ annotations, mesh }: Workload, port: number): boolean {
  if (mesh === 'ambient') return false;
  const excluded = annotations['traffic.sidecar.istio.io/excludeInboundPorts']?.split(',').map(Number) ?? [];
  return PROXY_PORTS.has(port) || excluded.includes(port);
}

function unguarded(callee: Workload, port: number, tls: TlsVerdict, source: Source, trail: Trail): Link {
  const proxied = source.kind === 'workload' && source.proxied;
  const base = { kind: 'client-tls', basis: 'modelled', ...stepObject(tls.entry) } as const;
  if (proxied && tls.mode === 'mtls' && callee.mesh === 'none') {
    const text = `the caller insists on mutual TLS, and ${key(callee)} has no proxy to answer it`;
    trail.add({ ...base, outcome: 'deny', text, change: 'Set the TLS mode of the DestinationRule to DISABLE.' });
  } else {
    trail.add({
      ...base,
      outcome: 'pass',
      text: `port ${String(port)} of ${key(callee)} is reached past any proxy, so no mesh policy applies`,
    });
  }
  return { trail, principal: undefined, guarded: false };
}

function handshake(world: World, source: Source, callee: Workload, port: number, tls: TlsVerdict, trail: Trail): Link {
  const server = mtlsOf(world.policiesOf(callee).mtls, port);
  const proxied = source.kind === 'workload' && source.proxied;
  // The proxy of a node speaks through the tunnel or in plaintext; nothing else reaches this place.
  const client =
    !proxied || source.workload.mesh === 'ambient'
      ? 'plaintext'
      : tls.mode === 'auto'
        ? server.mode === 'DISABLE'
          ? 'plaintext'
          : 'mtls'
        : tls.mode;
  const fits = client === 'mtls' ? server.mode !== 'DISABLE' : server.mode !== 'STRICT';
  const said = `the caller speaks ${CLIENTS[client]}, ${key(callee)} takes ${server.mode} on port ${String(port)}`;
  trail.add({
    kind: 'peer-authentication',
    outcome: fits ? 'pass' : 'deny',
    ...stepObject(server.entry),
    text: said,
    ...(fits
      ? {}
      : {
          change: modeChange(client, proxied ? tls : undefined),
        }),
    basis: 'recorded',
  });
  if (!fits || client !== 'mtls' || source.kind !== 'workload') return { trail, principal: undefined, guarded: true };
  const principal = world.principalOf(source.workload);
  trust(world, source.workload, callee, trail);
  return { trail, principal, guarded: true };
}

/** What to change where the ends speak differently. */
function modeChange(client: ClientTls, rule: TlsVerdict | undefined): string {
  if (client !== 'plaintext') return 'Let both ends use the same mode.';
  switch (rule?.entry?.id.kind) {
    case 'DestinationRule':
      return 'Take the TLS mode out of the DestinationRule, or give the port PERMISSIVE mode.';
    case 'Sidecar':
      return 'Add the Service to the egress hosts of the Sidecar, or give the port PERMISSIVE mode.';
    case undefined:
      return rule?.mode === 'plaintext'
        ? 'Call a Service that the caller sees, or give the port PERMISSIVE mode.'
        : 'Give the caller a sidecar, or the port PERMISSIVE mode.';
    default:
      return 'Turn enableAutoMtls of the mesh config on, or give the port PERMISSIVE mode.';
  }
}

const CLIENTS = { mtls: 'mutual TLS', plaintext: 'plaintext', tls: 'TLS of its own' } as const;
