import type { PolicyRule } from '../../lib/imports/kubernetes/index.js';
import { MeshError } from '../../lib/model/index.js';

/** A kind as RBAC names it. */
export interface UnitKind {
  /** API group; empty for the core group. */
  readonly group: string;
  /** Plural in lower case, such as `deployments`. */
  readonly plural: string;
}

const WRITE = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'] as const;
const READ = ['get', 'list', 'watch'] as const;

/** Kinds that applications are made of, and that a tenant may write in its own namespace. */
const ALLOWED = {
  '': ['configmaps', 'persistentvolumeclaims', 'serviceaccounts', 'services'],
  apps: ['deployments', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'flagger.app': ['alertproviders', 'canaries', 'metrictemplates'],
  policy: ['poddisruptionbudgets'],
} as const;
type Allowed = typeof ALLOWED;

/** A kind that a tenant may write in its own namespace, as RBAC names it: `deployments.apps`, `services`. */
export type TenantKind = {
  [G in keyof Allowed]: G extends '' ? Allowed[G][number] : `${Allowed[G][number]}.${G}`;
}[keyof Allowed];

const BY_GROUP: Readonly<Record<string, readonly string[]>> = ALLOWED;

/** A kind by its name. */
export function unitKind(name: TenantKind): UnitKind {
  const [plural = '', ...group] = name.split('.');
  return { group: group.join('.'), plural };
}

/** Kinds whose health Flux judges by what their controller makes: it reads these too. */
const READ_FOR_HEALTH: Readonly<Record<string, readonly UnitKind[]>> = {
  'apps/deployments': [
    { group: 'apps', plural: 'replicasets' },
    { group: '', plural: 'pods' },
  ],
  'apps/statefulsets': [{ group: '', plural: 'pods' }],
};

/**
 * Rules of the Role that applies the workload unit of a tenant: exactly what the unit holds. A kind that would change
 * the mesh, a guard rail or somebody's rights is refused.
 *
 * @param kinds - kinds in the unit, in any order
 * @param where - place for messages
 */
export function roleRulesFor(kinds: readonly UnitKind[], where = 'unit-role'): readonly PolicyRule[] {
  const refused = kinds.find(({ group, plural }) => BY_GROUP[group]?.includes(plural) !== true);
  if (refused !== undefined) refuse(where, refused);
  const written = byGroup(kinds);
  const reads = kinds.flatMap(({ group, plural }) => READ_FOR_HEALTH[`${group}/${plural}`] ?? []);
  return [
    ...rules(written, WRITE),
    ...rules(byGroup(reads.filter(({ group, plural }) => written.get(group)?.has(plural) !== true)), READ),
  ];
}

function byGroup(kinds: readonly UnitKind[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { group, plural } of kinds) groups.set(group, (groups.get(group) ?? new Set()).add(plural));
  return groups;
}

function rules(groups: ReadonlyMap<string, ReadonlySet<string>>, verbs: readonly string[]): readonly PolicyRule[] {
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, plurals]) => ({ apiGroups: [group], resources: [...plurals].sort(), verbs: [...verbs] }));
}

function refuse(where: string, kind: UnitKind): never {
  const allowed = Object.entries(BY_GROUP).flatMap(([group, plurals]) =>
    plurals.map((plural) => nameOf({ group, plural })),
  );
  throw new MeshError({
    code: 'TM1110',
    where,
    field: 'kinds',
    what: 'the workload unit of a tenant is applied with the rights of the tenant, which do not cover this kind',
    value: nameOf(kind),
    remedy: `Put the object into the guard rails, or use one of ${allowed.join(', ')}.`,
  });
}

function nameOf({ group, plural }: UnitKind): string {
  return group === '' ? plural : `${plural}.${group}`;
}
