import type { Ask } from '../path/ask.js';
import type { Providers } from '../path/arrival.js';
import { callGateway, frontPorts, gatewaysOf } from '../path/gateway-path.js';
import type { Way } from '../path/mesh-path.js';
import type { Step } from '../path/answer.js';
import type { CallProtocol } from '../policy/call.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { classCount, requestClasses, requestDimensions, type RequestClass } from './request-classes.js';
import { CLASS_BOUND } from './search.js';
import { usageOf } from './usage.js';

/** A request from outside that gets through a gateway. */
export interface OutsideWitness {
  readonly gateway: string;
  /** Workload it ends at, `namespace/name`. */
  readonly to: string;
  readonly host: string;
  readonly port: number;
  readonly outcome: 'allow' | 'depends';
  readonly dependsOn: readonly string[];
  readonly request: RequestClass;
  readonly trail: readonly Step[];
}

/** What of outside gets in. */
export interface OutsideReach {
  readonly witnesses: readonly OutsideWitness[];
  readonly classes: number;
  readonly unknown: readonly string[];
}

/** Every workload that requests from outside reach, with a witness each, over all hosts that gateways serve. */
export function outsideReach(world: World, providers: Providers = {}): OutsideReach {
  const all = gatewaysOf(world).map((gateway) => throughGateway(world, gateway, providers));
  return {
    witnesses: all.flatMap(({ witnesses }) => witnesses),
    classes: all.reduce((sum, { classes }) => sum + classes, 0),
    unknown: all.flatMap(({ unknown }) => unknown),
  };
}

function throughGateway(world: World, gateway: Workload, providers: Providers): OutsideReach {
  const found = new Map<string, OutsideWitness>();
  const unknown: string[] = [];
  let classes = 0;
  for (const front of frontsOf(world, gateway)) {
    const dimensions = dimensionsOf(world, gateway, front, providers);
    const count = dimensions === undefined ? Number.POSITIVE_INFINITY : classCount(dimensions);
    if (dimensions === undefined || count > CLASS_BOUND) {
      unknown.push(
        `outside -> ${front.host}:${String(front.port)}: more than ${String(CLASS_BOUND)} classes of requests`,
      );
      continue;
    }
    classes += count;
    for (const request of requestClasses(dimensions)) {
      for (const way of callGateway(
        world,
        OUTSIDE(request),
        gateway,
        front,
        askOf(request, front.host, providers),
        true,
      )) {
        keep(found, witnessOf(gateway, front, request, way));
      }
    }
  }
  return { witnesses: [...found.values()], classes, unknown };
}

const OUTSIDE = (request: RequestClass) =>
  ({ kind: 'outside', ip: request.ip ?? request.remoteIp, certificate: undefined }) as const;

interface Front {
  readonly host: string;
  readonly port: number;
}

function frontsOf(world: World, gateway: Workload): readonly Front[] {
  const servers = world.gateways.serversOf(gateway);
  const routed = servers
    .flatMap((server) => world.routes.hostsBehind(server.gateway))
    .filter((host) => host.includes('.'));
  const served = servers.flatMap((server) => server.hosts.map(({ host }) => host));
  const hosts = [...new Set([...routed, ...served])].map((host) => host.replace(/^\*/, 'any'));
  return hosts.flatMap((host) => frontPorts(world, gateway).map((port) => ({ host, port })));
}

/** What the gateway and everything behind the host tell apart; the host itself is given. */
function dimensionsOf(world: World, gateway: Workload, front: Front, providers: Providers) {
  const probe = callGateway(world, OUTSIDE({}), gateway, front, askOf({}, front.host, providers), true);
  const reached = probe.flatMap(({ callee }) => (callee === undefined ? [] : [callee]));
  const namespaces = new Set(
    world.gateways.serversOf(gateway).flatMap((server) => server.hosts.map(({ owner }) => owner)),
  );
  const behind = world.workloads.filter((each) => reached.includes(each) || namespaces.has(each.namespace));
  const involved = [gateway, ...behind];
  const protocols: readonly CallProtocol[] = ['http', 'tcp'];
  const policies = involved.map((each) => world.policiesOf(each));
  const rules = policies.flatMap((each) => protocols.map((protocol) => each.rules(protocol)));
  const usage = new Map([...usageOf(rules)].filter(([name]) => name !== ':authority'));
  return requestDimensions(
    usage,
    policies.flatMap(({ tokenRules }) => tokenRules),
  );
}

function askOf(request: RequestClass, host: string, providers: Providers): Ask {
  return {
    host: request.host ?? host,
    method: request.method ?? 'GET',
    path: request.path ?? '/',
    headers: request.headers ?? new Map(),
    token: request.token,
    sni: host,
    protocol: 'http',
    providers,
  };
}

function witnessOf(
  gateway: Workload,
  front: Front,
  request: RequestClass,
  { callee, trail }: Way,
): OutsideWitness | undefined {
  const { outcome } = trail;
  if (outcome === 'deny' || callee === undefined) return undefined;
  const said = { gateway: key(gateway), to: key(callee), ...front, request, trail: trail.steps };
  return { ...said, outcome, dependsOn: [...trail.dependsOn] };
}

function keep(found: Map<string, OutsideWitness>, witness: OutsideWitness | undefined): void {
  if (witness === undefined) return;
  const known = found.get(witness.to);
  if (known === undefined || (known.outcome === 'depends' && witness.outcome === 'allow'))
    found.set(witness.to, witness);
}
