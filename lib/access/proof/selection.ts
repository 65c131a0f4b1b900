import { MeshError } from '../../model/index.js';
import type { OutsideClients } from './outside.js';
import { supposed, workloadOf } from '../path/resolve.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';

/** A set of callers or callees. */
export type Selection =
  /** Every workload in the namespaces of a tenant. */
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'workload'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'all' };

/** A set of callers: workloads of the set, or every client outside of the cluster. */
export type CallerSelection = Selection | ({ readonly kind: 'outside' } & OutsideClients);

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

/** Callers of a selection: its workloads, and in each of their namespaces a pod that nobody has declared yet. */
export function callersOf(world: World, selection: Selection): readonly Workload[] {
  const declared = selected(world, selection);
  if (selection.kind === 'workload') return declared;
  const namespaces = [...new Set(declared.map(({ namespace }) => namespace))];
  return [...declared, ...namespaces.map((namespace) => undeclared(world, namespace))];
}

const UNDECLARED = new WeakMap<World, Map<string, Workload>>();

/** The pod of a namespace that nobody has declared yet; always the same one, so that what it reaches is found once. */
function undeclared(world: World, namespace: string): Workload {
  const known = UNDECLARED.get(world) ?? new Map<string, Workload>();
  UNDECLARED.set(world, known);
  const made = known.get(namespace) ?? supposed(world, namespace, 'default');
  known.set(namespace, made);
  return made;
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
