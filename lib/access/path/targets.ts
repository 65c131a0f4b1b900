import { splitAuthority } from '../world/host.js';
import { isExported } from '../world/egress-scope.js';
import type { HeaderChange } from '../world/header-change.js';
import type { Destination, TakenRoute } from '../world/http-match.js';
import type { MeshService, ServicePort } from '../world/service.js';
import type { World } from '../world/world.js';
import type { Ask } from './ask.js';
import type { Source } from './source.js';

/** A port of a service. */
export interface Target {
  readonly service: MeshService;
  readonly port: ServicePort;
  /** Subset that the route chooses. @default - none */
  readonly subset?: string;
  /** What the route does to headers on this way alone. @default - nothing */
  readonly headers?: HeaderChange;
}

/** Services that a route may choose. Weights of nought count where a controller will move them. */
export function routeTargets(
  world: World,
  source: Source,
  { destinations, entry }: TakenRoute,
  fallback: ServicePort | undefined,
): readonly Target[] {
  const moving = entry.layer === 'predicted';
  return destinations
    .filter(({ weight }) => weight !== 0 || moving)
    .flatMap((destination) => targetOf(world, source, destination, fallback));
}

/** Services that get copies of the requests of a route. */
export function mirrorTargets(
  world: World,
  source: Source,
  { mirrors = [] }: TakenRoute,
  fallback: ServicePort | undefined,
): readonly Target[] {
  return mirrors.flatMap((destination) => targetOf(world, source, destination, fallback));
}

function targetOf(
  world: World,
  source: Source,
  { host, port, subset, headers }: Destination,
  fallback: ServicePort | undefined,
): readonly Target[] {
  const from = source.kind === 'workload' ? source.workload.namespace : '';
  const service = world.servicesOf(host, from).find((each) => from === '' || isExported(each, from));
  if (service === undefined) return [];
  const found =
    service.ports.find((each) => each.port === (port ?? fallback?.port)) ??
    (service.ports.length === 1 ? service.ports[0] : undefined);
  if (found === undefined) return [];
  return [
    {
      service,
      port: found,
      ...(subset === undefined ? {} : { subset }),
      ...(headers === undefined ? {} : { headers }),
    },
  ];
}

/**
 * A copy of a request as its destination sees it. Older meshes mark the host of copies.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/mirroring/
 */
export function copied(world: World, ask: Ask, host: string): Ask {
  const unmarked = world.mesh.env['DISABLE_SHADOW_HOST_SUFFIX'];
  if (unmarked !== 'false' && unmarked !== false) return { ...ask, host };
  const { host: name, port } = splitAuthority(host);
  return { ...ask, host: port === undefined ? `${name}-shadow` : `${name}-shadow:${String(port)}` };
}
