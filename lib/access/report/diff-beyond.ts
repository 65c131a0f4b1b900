import type { Answer, Step } from '../path/answer.js';
import { askOf } from '../path/ask.js';
import { bestWay } from '../path/best-way.js';
import { supposed } from '../path/resolve.js';
import { honest } from '../path/source.js';
import { waysOf } from '../path/ways.js';
import { mtlsOf } from '../policy/peer-authentication.js';
import { Reacher } from '../proof/reach.js';
import { isExported } from '../world/egress-scope.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { FoundChange } from './diff.js';

/** Both sides of a change. */
type Sides = readonly [before: World, after: World];

/** Changes of calls that no table of workloads holds: to hosts outside of the mesh, and from pods without a proxy. */
export function beyondChanges(before: World, after: World): readonly FoundChange[] {
  return [...outwardChanges([before, after]), ...plainChanges([before, after])];
}

/** A host outside of the mesh, as a workload calls it. */
interface Outward {
  readonly caller: Workload;
  readonly host: string;
  readonly port: number;
}

/** Who may call which host of a ServiceEntry: what is declared on one side is asked for on both. */
function outwardChanges(sides: Sides): readonly FoundChange[] {
  const calls = new Map(
    sides.flatMap(outwardCalls).map((call) => [`${key(call.caller)} ${call.host}:${String(call.port)}`, call]),
  );
  return [...calls.values()].flatMap(({ caller, host, port }) => {
    const [old, now] = sides.map((world) => outwardAnswer(world, caller, host, port));
    if (old === undefined || now === undefined || old.outcome === now.outcome) return [];
    const kind = now.outcome === 'deny' ? 'closed' : old.outcome === 'deny' ? 'opened' : 'altered';
    const steps = [old.trail, now.trail] as const;
    return [{ kind, from: key(caller), to: host, port, request: {}, hosts: [], steps }];
  });
}

function outwardCalls(world: World): readonly Outward[] {
  return world.services
    .filter(({ external }) => external)
    .flatMap((service) => {
      const { exportTo, namespace } = service;
      const callers = exportTo.every((to) => to === '.') ? world.inNamespace(namespace) : world.workloads;
      const host = service.host.replace(/^\*/, 'any');
      return callers
        .filter(({ mesh, namespace: own }) => mesh === 'sidecar' && isExported(service, own))
        .flatMap((caller) => service.ports.map(({ port }) => ({ caller, host, port })));
    });
}

/** What becomes of a call to a host; undefined where the caller is not there. */
function outwardAnswer(
  world: World,
  { namespace, name }: Workload,
  host: string,
  port: number,
): Pick<Answer, 'outcome' | 'trail'> | undefined {
  const caller = world.workload(namespace, name);
  if (caller === undefined) return undefined;
  const from = { kind: 'workload', namespace, name } as const;
  const best = bestWay(waysOf(world, honest(caller), from, { kind: 'host', host, port }, askOf(world, {})));
  return { outcome: best?.trail.outcome ?? 'deny', trail: best?.trail.steps ?? [] };
}

/** What a pod without a proxy may call in its namespace, where another mode is asked of connections than before. */
function plainChanges([before, after]: Sides): readonly FoundChange[] {
  const [old, now] = [before, after].map((world) => new Reacher(world, {}));
  return after.workloads.flatMap((callee) => {
    const former = before.workload(callee.namespace, callee.name);
    if (old === undefined || now === undefined || former === undefined || callee.mesh === 'none') return [];
    const modes = (world: World, each: Workload): string =>
      callee.ports.map((port) => mtlsOf(world.policiesOf(each).mtls, port).mode).join();
    if (modes(before, former) === modes(after, callee)) return [];
    const [was, is] = [plainReach(old, before, former), plainReach(now, after, callee)];
    return callee.ports.flatMap((port): readonly FoundChange[] => {
      const [had, has] = [was.get(port), is.get(port)];
      if ((had === undefined) === (has === undefined)) return [];
      const kind = has === undefined ? 'closed' : 'opened';
      const from = `any pod of ${callee.namespace} without a proxy`;
      const request = (has ?? had)?.request ?? {};
      const steps = [had?.trail ?? closing(before, former, port), has?.trail ?? closing(after, callee, port)] as const;
      return [{ kind, from, to: key(callee), port, request, hosts: [], steps }];
    });
  });
}

function plainReach(reacher: Reacher, world: World, callee: Workload) {
  const pod: Workload = { ...supposed(world, callee.namespace, 'default'), mesh: 'none' };
  const { witnesses } = reacher.reach(pod, callee, 'honest');
  return new Map(witnesses.map((witness) => [witness.port, witness]));
}

/** Steps that refuse a pod without a proxy. */
function closing(world: World, callee: Workload, port: number): readonly Step[] {
  const { namespace, name } = callee;
  const from = { kind: 'pod', namespace } as const;
  const pod = honest({ ...supposed(world, namespace, 'default'), mesh: 'none' });
  const to = { kind: 'workload', namespace, name, port } as const;
  return bestWay(waysOf(world, pod, from, to, askOf(world, {})))?.trail.steps ?? [];
}
