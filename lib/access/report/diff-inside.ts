import { isDeepStrictEqual } from 'node:util';
import { Trail } from '../path/answer.js';
import { arrive } from '../path/arrival.js';
import type { CallProtocol } from '../policy/call.js';
import { classCount, requestClasses, requestDimensions, type RequestClass } from '../proof/request-classes.js';
import { arrivalWith, CLASS_BOUND } from '../proof/search.js';
import { joinedUsage, usageOf } from '../proof/usage.js';
import type { Through } from '../proof/waypoint-reach.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { ClassChanges, verdictOf, type Verdict } from './class-changes.js';
import type { FoundChange } from './diff.js';
import { edgeName, type Edge } from './edges.js';

/** What a comparison of one part found. */
export interface FoundChanges {
  readonly changes: readonly FoundChange[];
  readonly unknown: readonly string[];
}

/** A call on one side. */
interface Side {
  readonly world: World;
  readonly callee: Workload;
  readonly edge: Edge;
}

/** Compares the calls inside of the mesh: who may call at all, and of those on both sides every class of requests. */
export function insideChanges(before: World, after: World, old: readonly Edge[], now: readonly Edge[]): FoundChanges {
  const [known, found] = [inside(old), inside(now)];
  const changes: FoundChange[] = [];
  const unknown: string[] = [];
  const same = samePolicies(before, after);
  for (const [name, edge] of found) {
    const other = known.get(name);
    const sides = other === undefined ? undefined : sidesOf([before, other], [after, edge]);
    if (sides === undefined) changes.push({ kind: 'opened', ...edge, request: edge.needs });
    else if (!same(...sides)) {
      const each = compareClasses(...sides);
      if (each === undefined) unknown.push(`${name}: too many classes of requests to compare`);
      else changes.push(...each);
    }
  }
  for (const [name, edge] of known) {
    if (!found.has(name)) changes.push({ kind: 'closed', ...edge, request: edge.needs });
  }
  return { changes, unknown };
}

function inside(edges: readonly Edge[]): ReadonlyMap<string, Edge> {
  return new Map(edges.filter(({ from }) => from !== 'outside').map((edge) => [edgeName(edge), edge]));
}

function sidesOf(...ends: readonly [[World, Edge], [World, Edge]]): [Side, Side] | undefined {
  const [old, now] = ends.map(([world, edge]): Side | undefined => {
    const [namespace = '', name = ''] = edge.to.split('/');
    const callee = world.workload(namespace, name);
    return callee === undefined ? undefined : { world, callee, edge };
  });
  return old === undefined || now === undefined ? undefined : [old, now];
}

/** Whether nothing that decides a call differs between two sides, so that no class needs to be tried. */
function samePolicies(before: World, after: World): (old: Side, now: Side) => boolean {
  const mesh = isDeepStrictEqual(before.mesh.values, after.mesh.values);
  const known = new Map<string, boolean>();
  return (old, now) => {
    const rest = ({ edge }: Side): string => JSON.stringify([edge.principal, edge.protocol, edge.outcome]);
    if (!mesh || rest(old) !== rest(now) || old.edge.through !== undefined || now.edge.through !== undefined)
      return false;
    const name = `${old.callee.namespace}/${old.callee.name}`;
    const same = known.get(name) ?? isDeepStrictEqual(objectsOf(old), objectsOf(now));
    known.set(name, same);
    return same;
  };
}

/** Objects that decide at a callee. */
function objectsOf({ world, callee }: Side): readonly unknown[] {
  const policies = world.policiesOf(callee);
  const rules = protocols.map((protocol) => policies.rules(protocol));
  const entries = rules.flatMap(({ custom, deny, allow, allowPolicies }) => [
    ...[...custom, ...deny, ...allow].map(({ entry }) => entry),
    ...allowPolicies,
  ]);
  return [...new Set([...entries, ...policies.tokenRules.map(({ entry }) => entry)])].map(({ object }) => object);
}

const protocols: readonly CallProtocol[] = ['http', 'tcp'];

/** Every class of requests on both sides; undefined where there are too many. */
function compareClasses(old: Side, now: Side): readonly FoundChange[] | undefined {
  const judged = [old, now].map(judgedBy);
  const dimensions = requestDimensions(
    joinedUsage(judged.map(({ usage }) => usage)),
    judged.flatMap(({ tokens }) => tokens),
  );
  if (dimensions === undefined || classCount(dimensions) > CLASS_BOUND) return undefined;
  const changes = new ClassChanges(dimensions);
  const judges = [judgeOf(old), judgeOf(now)] as const;
  for (const request of requestClasses(dimensions)) {
    changes.compare('', request, (each) => [judges[0](each), judges[1](each)]);
  }
  return changes.found().map(({ kind, request }) => ({ kind, ...now.edge, request }));
}

/** What tells requests apart on one side. */
function judgedBy({ world, callee, edge }: Side): Pick<Through, 'usage' | 'tokens'> {
  if (edge.through !== undefined) return edge.through;
  const policies = world.policiesOf(callee);
  return { usage: usageOf([policies.rules(edge.protocol)]), tokens: policies.tokenRules };
}

/** What becomes of a request on one side, once the connection stands. */
function judgeOf({ world, callee, edge }: Side): (request: RequestClass) => Verdict {
  const { through } = edge;
  if (through !== undefined) return (request) => verdictOf(through.trailOf(request), []);
  const link = edge.trail.filter(({ kind }) => !AT_PROXY.has(kind));
  const open = link.filter(({ outcome }) => outcome === 'depends').map(({ text }) => text);
  // A callee without a proxy, or a port that passes it by, takes whatever arrives.
  if (link.length === edge.trail.length) return () => ({ outcome: open.length > 0 ? 'depends' : 'allow', on: open });
  const base = arrivalWith(callee, edge.port, edge.protocol, edge.principal);
  return (request) => {
    const trail = new Trail();
    arrive(world, callee, { ...base, ...request }, {}, trail);
    return verdictOf(trail, open);
  };
}

/** Steps that the callee's proxy decides on each request. */
const AT_PROXY: ReadonlySet<string> = new Set(['custom', 'request-authentication', 'authorization', 'ambient']);
