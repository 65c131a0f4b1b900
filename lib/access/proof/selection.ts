import { MeshError } from '../../model/index.js';
import { workloadOf } from '../path/resolve.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { hostilePods, namespacesOf } from './hostile-pods.js';
import type { OutwardSelection } from './egress.js';
import type { OutsideClients } from './outside.js';

/** A set of callers or callees. */
export type Selection =
  /** Every workload in the namespaces of a tenant. */
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'workload'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'all' };

/** A set of callers: workloads of the set, or every client outside of the cluster. */
export type CallerSelection = Selection | ({ readonly kind: 'outside' } & OutsideClients);

/** A set of callees: workloads of the set, one host outside of the mesh, or all of them. */
export type CalleeSelection = Selection | OutwardSelection;

/** Who calls. */
export interface Callers {
  readonly workloads: readonly Workload[];
  /** Why there may be more of them. */
  readonly unknown: readonly string[];
}

/** Workloads of a selection. */
export function selected(world: World, selection: Selection): readonly Workload[] {
  switch (selection.kind) {
    case 'all':
      return world.workloads;
    case 'workload':
      return [workloadOf(world, selection)];
    case 'namespace':
      return named(world.inNamespace(selection.namespace), `namespace ${selection.namespace} with workloads`);
    case 'tenant':
      return named(world.ofTenant(selection.tenant), `tenant ${selection.tenant} with workloads`);
  }
}

/** Callers of a selection: its workloads, and pods in each of their namespaces that nobody has declared yet. */
export function callersOf(world: World, selection: Selection): Callers {
  const declared = selected(world, selection);
  if (selection.kind === 'workload') return { workloads: declared, unknown: [] };
  const owned = selection.kind === 'tenant' ? namespacesOf(world, selection.tenant) : [];
  const namespaces = new Set([...declared.map(({ namespace }) => namespace), ...owned]);
  const hostile = [...namespaces].map((each) => hostilePods(world, each));
  return {
    workloads: [...declared, ...hostile.flatMap(({ pods }) => pods)],
    unknown: hostile.flatMap(({ unknown }) => unknown),
  };
}

function named(found: readonly Workload[], what: string): readonly Workload[] {
  if (found.length > 0) return found;
  throw new MeshError({
    code: 'TM8101',
    where: 'the question',
    what: `the set has no ${what}`,
    remedy: 'Name a tenant or namespace of the set: a proof over nothing proves nothing.',
  });
}
