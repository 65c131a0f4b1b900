import { isDeepStrictEqual } from 'node:util';
import { gatewaysOf, type Front } from '../path/gateway-path.js';
import { dimensionsOf, frontsOf, outsideWays, toldApart } from '../proof/outside.js';
import { requestClasses, type RequestClass } from '../proof/request-classes.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { ClassChanges, verdictOf, type FoundClass, type Verdict } from './class-changes.js';
import type { FoundChange } from './diff.js';
import type { FoundChanges } from './diff-inside.js';

/** A way in, with the gateway of each side that has it. */
interface Entrance extends Front {
  readonly sides: readonly [before: Workload | undefined, after: Workload | undefined];
}

const NOTHING: ReadonlyMap<string, Verdict> = new Map();

/** Compares what requests from outside reach: every class of them, at every host and port of every gateway. */
export function outsideChanges(before: World, after: World): FoundChanges {
  const worlds = [before, after] as const;
  const changes: FoundChange[] = [];
  const unknown: string[] = [];
  for (const entrance of entrancesOf(worlds)) {
    const found = compareEntrance(worlds, entrance);
    if (typeof found === 'string') unknown.push(`outside -> ${entrance.host}:${String(entrance.port)}: ${found}`);
    else changes.push(...found);
  }
  return { changes, unknown };
}

function entrancesOf(worlds: readonly [World, World]): readonly Entrance[] {
  const [old, now] = worlds.map((world) => new Map(gatewaysOf(world).map((gateway) => [key(gateway), gateway])));
  const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const sides = [old?.get(name), now?.get(name)] as const;
    const fronts = worlds.flatMap((world, at) => {
      const gateway = sides[at];
      return gateway === undefined ? [] : frontsOf(world, gateway);
    });
    return [...new Map(fronts.map((front) => [JSON.stringify(front), front])).values()].map((front) => ({
      ...front,
      sides,
    }));
  });
}

function compareEntrance(worlds: readonly [World, World], entrance: Entrance): readonly FoundChange[] | string {
  const parts = worlds.flatMap((world, at) => {
    const gateway = entrance.sides[at];
    return gateway === undefined ? [] : [toldApart(world, gateway, entrance)];
  });
  const dimensions = dimensionsOf(parts);
  if (typeof dimensions === 'string') return dimensions;
  const reached = [new Set<string>(), new Set<string>()] as const;
  const changes = new ClassChanges(dimensions);
  for (const request of requestClasses(dimensions)) {
    const [was, is] = endsOf(worlds, entrance, request);
    for (const end of was.keys()) reached[0].add(end);
    for (const end of is.keys()) reached[1].add(end);
    if (isDeepStrictEqual(was, is)) continue;
    for (const end of new Set([...was.keys(), ...is.keys()])) {
      changes.compare(end, request, (each) => {
        const [old, now] = endsOf(worlds, entrance, each);
        return [old.get(end) ?? DENY, now.get(end) ?? DENY];
      });
    }
  }
  return changes.found().map((found) => told(found, entrance, reached));
}

const DENY: Verdict = { outcome: 'deny', on: [] };

/** What a request reaches on both sides, and on what that rests. */
function endsOf(worlds: readonly [World, World], entrance: Entrance, request: RequestClass): readonly [Ends, Ends] {
  const [old = NOTHING, now = NOTHING] = worlds.map((world, at): Ends => {
    const gateway = entrance.sides[at];
    if (gateway === undefined) return NOTHING;
    const ways = outsideWays(world, gateway, entrance, request, {});
    const led = ways.flatMap(({ callee, trail }): [string, Verdict][] =>
      callee === undefined || trail.denied ? [] : [[key(callee), verdictOf(trail)]],
    );
    return led.length === 0 ? NOTHING : new Map(led);
  });
  return [old, now];
}

type Ends = ReadonlyMap<string, Verdict>;

/** A way in that one side alone has is opened or closed, not wider or narrower. */
function told(
  { kind, end, request }: FoundClass,
  { host, port }: Entrance,
  [was, is]: readonly [ReadonlySet<string>, ReadonlySet<string>],
): FoundChange {
  const whole = !was.has(end) ? 'opened' : !is.has(end) ? 'closed' : kind;
  return { kind: whole, from: 'outside', to: end, port, request, hosts: [host] };
}
