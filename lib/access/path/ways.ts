import type { ServicePort } from '../world/service.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, Trail } from './answer.js';
import { addressOf, type Ask } from './ask.js';
import { callGateway, frontPorts, gatewaysOf, type Front } from './gateway-path.js';
import { rangeOf } from '../policy/ip-block.js';
import { resolvedHost, splitAuthority } from '../world/host.js';
import { leave } from './leave.js';
import { callPort, callService, overMeshRoute, portProtocol, type Way } from './mesh-path.js';
import { onward } from './onward.js';
import type { From, To } from './question.js';
import { namedGateways, serviceOf, workloadOf } from './resolve.js';
import type { Source } from './source.js';
import { passPodWaypoint } from './waypoint-path.js';

type Caller = Extract<Source, { kind: 'workload' }>;
type Client = Extract<Source, { kind: 'outside' }>;

/** Every way from one caller to what a question names. */
export function waysOf(world: World, source: Source, from: From, to: To, ask: Ask): readonly Way[] {
  if (source.kind === 'outside') return from.kind === 'outside' ? outsideWays(world, source, from, to, ask) : [];
  switch (to.kind) {
    case 'workload':
      return workloadWays(world, source, workloadOf(world, to), to.port, ask);
    case 'service': {
      const service = serviceOf(world, to);
      const ways = portsOf(service.ports, to.port).flatMap((port) => callService(world, source, service, port, ask));
      return onward(world, ways, world.behindService(service));
    }
    case 'host':
      return hostWays(world, source, to.host, to.port ?? 443, ask);
  }
}

/** Ways to the pods of a workload: through each Service in front of it, and straight to a pod's address. */
export function workloadWays(
  world: World,
  source: Caller,
  callee: Workload,
  port: number | undefined,
  ask: Ask,
): readonly Way[] {
  const ports = port === undefined ? [...new Set(callee.ports)] : [port];
  const ways = ports.flatMap((each) => portWays(world, source, callee, each, ask));
  if (ways.length > 0) return ways;
  const text = `${key(callee)} listens on no port that the set shows`;
  return [
    {
      trail: new Trail().add({
        kind: 'service',
        outcome: 'deny',
        ...stepObject(callee.entry),
        text,
        change: 'Name a port.',
        basis: 'modelled',
      }),
      callee,
    },
  ];
}

function portWays(world: World, source: Caller, callee: Workload, port: number, ask: Ask): readonly Way[] {
  const ways = world.servicesBefore(callee).flatMap((service) =>
    service.ports
      .filter((front) => world.targetPort(front, callee) === port)
      .flatMap((front) => onward(world, callService(world, source, service, front, ask), [callee]))
      .filter((way) => way.callee === callee || way.callee === undefined),
  );
  // Nothing is better than a way through a Service that passes in any case.
  const isOpen = ways.some(
    ({ trail, callee: end, copy }) => end === callee && copy !== true && trail.outcome === 'allow',
  );
  return isOpen ? ways : [...ways, straight(world, source, callee, port, ask)];
}

/** A call to a pod's address, which no Service stands for. */
export function straight(world: World, source: Caller, callee: Workload, port: number, ask: Ask): Way {
  const trail = new Trail();
  let mode: 'auto' | 'plaintext' = 'auto';
  if (source.proxied && source.shielded && source.workload.mesh === 'sidecar') {
    const { kind, entry, text } = world.scope.judge(source.workload, undefined, port);
    trail.add({
      kind: 'egress-scope',
      outcome: kind === 'blocked' ? 'deny' : 'pass',
      ...stepObject(entry),
      text,
      basis: 'modelled',
    });
    if (trail.denied) return { trail, callee };
    mode = 'plaintext';
  }
  const protocol = portProtocol(world, callee, port, ask.protocol);
  const passed = passPodWaypoint(world, source, callee, { port, protocol }, ask, trail);
  if (passed.through === 'stopped') return { trail, callee };
  const pod = { callee, port, protocol, sni: '' };
  callPort(world, passed.source, pod, passed.ask, { mode, entry: undefined }, trail);
  return { trail, callee };
}

function hostWays(world: World, source: Caller, written: string, port: number, ask: Ask): readonly Way[] {
  const host = written.replace(/^\[(.*)\]$/, '$1');
  const address = addressOf(host);
  const { namespace, mesh } = source.workload;
  const service =
    address === undefined
      ? // As the search path of DNS has it: a Service of that name comes before the host as it stands.
        [resolvedHost(host, namespace, world.domain), host].flatMap((each) => world.servicesOf(each, namespace))[0]
      : world.serviceAt(address, namespace);
  const found = service?.ports.find((each) => each.port === port);
  if (service !== undefined && found !== undefined)
    return onward(
      world,
      callService(world, source, service, found, { ...ask, host: ask.host ?? written, address }),
      world.behindService(service),
    );
  const routed = unregistered(world, source, { host, port }, ask);
  if (routed.length > 0) return onward(world, routed);
  const { kind, entry, text } = world.scope.judge(source.workload, undefined, port);
  const blocked = kind === 'blocked' && source.proxied && source.shielded && mesh === 'sidecar';
  const outcome = blocked ? 'deny' : 'pass';
  const trail = new Trail().add({ kind: 'egress-scope', outcome, ...stepObject(entry), text, basis: 'modelled' });
  if (!blocked) leave(world, source.workload, { host, port, addresses: address && [rangeOf(address)] }, trail);
  return [{ trail, callee: undefined, out: { host, port } }];
}

/**
 * Ways over a route for a host that no service has: proxies take it from HTTP on port 80 alone.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
function unregistered(world: World, source: Caller, { host, port }: Front, ask: Ask): readonly Way[] {
  const { proxied, shielded, workload } = source;
  if (!proxied || !shielded || workload.mesh !== 'sidecar' || port !== 80 || ask.protocol !== 'http') return [];
  return overMeshRoute(world, source, host, { ...ask, host: ask.host ?? host });
}

function portsOf(ports: readonly ServicePort[], wanted: number | undefined): readonly ServicePort[] {
  return wanted === undefined ? ports : ports.filter(({ port }) => port === wanted);
}

/** Ways from outside. Where the question names no host, every host behind a gateway is tried. */
function outsideWays(
  world: World,
  client: Client,
  from: Extract<From, { kind: 'outside' }>,
  to: To,
  ask: Ask,
): readonly Way[] {
  return namedGateways(world, from, gatewaysOf(world)).flatMap((gateway) =>
    frontsOf(world, gateway, to, ask).flatMap((front) => {
      const ways = callGateway(world, client, gateway, front, ask, !isEnd(to, gateway));
      return onward(world, ways, endsOf(world, to)).map((way) => led(world, way, to));
    }),
  );
}

function frontsOf(world: World, gateway: Workload, to: To, ask: Ask): readonly { host: string; port: number }[] {
  const ports = to.kind === 'host' ? [to.port ?? 443] : frontPorts(world, gateway);
  const servers = world.gateways.serversOf(gateway);
  const behind = [...new Set(servers.flatMap((server) => world.routes.hostsBehind(server.gateway)))];
  const own = servers.flatMap((server) => server.hosts.map(({ host }) => host)).filter((host) => !host.startsWith('*'));
  const hosts =
    ask.host !== undefined
      ? [splitAuthority(ask.host).host]
      : to.kind === 'host'
        ? [to.host]
        : [...new Set([...behind.filter((host) => host.includes('.')), ...own])];
  return hosts.flatMap((host) => ports.map((port) => ({ host, port })));
}

function isEnd(to: To, gateway: Workload): boolean {
  return to.kind === 'workload' && to.namespace === gateway.namespace && to.name === gateway.name;
}

/** Workloads that a question names. */
export function endsOf(world: World, to: To): readonly Workload[] {
  switch (to.kind) {
    case 'workload':
      return [workloadOf(world, to)];
    case 'service':
      return world.behindService(serviceOf(world, to));
    case 'host':
      return [];
  }
}

/** A way that ends elsewhere than asked does not reach what was asked for. */
function led(world: World, way: Way, to: To): Way {
  const { callee, trail } = way;
  if (trail.denied || callee === undefined || to.kind === 'host') return way;
  if (endsOf(world, to).includes(callee)) return way;
  const text = `the way leads to ${key(callee)}`;
  return {
    callee: undefined,
    astray: true,
    trail: new Trail().append(trail).add({ kind: 'route', outcome: 'deny', text, basis: 'modelled' }),
  };
}
