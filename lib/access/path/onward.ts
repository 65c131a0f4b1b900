import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject } from './answer.js';
import { behind } from './gateway-path.js';
import type { Way } from './mesh-path.js';

/**
 * Ways that routes led into a gateway, with what its routes make of them; a way that ends where it was to end stays.
 *
 * @param ends - workloads that were asked for
 */
export function onward(world: World, ways: readonly Way[], ends: readonly Workload[] = []): readonly Way[] {
  return ways.some(({ entered }) => entered !== undefined) ? ways.flatMap((way) => follow(world, way, ends, [])) : ways;
}

function follow(world: World, way: Way, ends: readonly Workload[], passed: readonly string[]): readonly Way[] {
  const { callee, entered, trail } = way;
  if (callee === undefined || entered === undefined || trail.denied || ends.includes(callee)) return [way];
  const here = `${key(callee)} ${entered.sni} ${entered.host}${entered.ask.path}`;
  if (passed.includes(here)) {
    const text = `the routes lead in a circle through ${key(callee)}`;
    const [server] = entered.sharing;
    const step = { kind: 'route', outcome: 'deny', ...stepObject(server.entry), text, basis: 'modelled' } as const;
    return [{ ...way, trail: trail.add({ ...step, change: 'Let a route at the gateway lead out of it.' }) }];
  }
  const led = { via: key(callee), ...(way.copy === true ? { copy: true } : {}) };
  return behind(world, callee, entered, trail).flatMap((next) =>
    follow(world, { ...next, ...led }, ends, [...passed, here]),
  );
}
