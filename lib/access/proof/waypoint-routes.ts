import type { ManifestEntry } from '../../manifest/index.js';
import type { MeshService } from '../world/service.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { routeUsage } from './route-usage.js';

const LED = new WeakMap<World, ReadonlyMap<Workload, readonly MeshService[]>>();
const NONE: readonly MeshService[] = [];

/** Services whose waypoint may lead calls on to a workload by its routes. */
export function ledTo(world: World, callee: Workload): readonly MeshService[] {
  const known = LED.get(world) ?? indexOf(world);
  LED.set(world, known);
  return known.get(callee) ?? NONE;
}

/** Routes that a waypoint follows for a Service. */
export function waypointRoutes(world: World, service: MeshService): readonly ManifestEntry[] {
  return world.routes.entriesBehind('mesh', service.host);
}

function indexOf(world: World): ReadonlyMap<Workload, readonly MeshService[]> {
  const found = new Map<Workload, MeshService[]>();
  for (const service of world.services) {
    if (world.waypoints.ofService(service).kind !== 'used') continue;
    const { destinations } = routeUsage(waypointRoutes(world, service), world.domain);
    const targets = destinations.flatMap((host) => world.servicesOf(host, service.namespace));
    for (const callee of new Set(targets.flatMap((target) => world.behindService(target)))) {
      const list = found.get(callee) ?? [];
      list.push(service);
      found.set(callee, list);
    }
  }
  return found;
}
