import type { Step } from '../path/answer.js';
import { askOf } from '../path/ask.js';
import { bestWay } from '../path/best-way.js';
import { supposed } from '../path/resolve.js';
import { honest } from '../path/source.js';
import { waysOf } from '../path/ways.js';
import { mtlsOf } from '../policy/peer-authentication.js';
import { Reacher } from '../proof/reach.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { FoundChange } from './diff.js';

/** What a pod without a proxy may call in its namespace, where another mode is asked of connections than before. */
export function plainChanges(before: World, after: World): readonly FoundChange[] {
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
