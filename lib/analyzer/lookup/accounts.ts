import type { ManifestEntry } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { field, type RuleContext } from '../context.js';
import { at, objects, strings, text } from '../read.js';
import { groupBy } from './group.js';

const CLUSTER_BINDING = 'ClusterRoleBinding.rbac.authorization.k8s.io';
const BINDING = 'RoleBinding.rbac.authorization.k8s.io';
const CLUSTER_ROLE = 'ClusterRole.rbac.authorization.k8s.io';
const ROLE = 'Role.rbac.authorization.k8s.io';

/** Kinds that {@link bindingsOf} reads. */
export const BINDING_KINDS: readonly string[] = [CLUSTER_BINDING, BINDING];
/** Kinds that {@link Accounts} reads. */
export const ACCOUNT_KINDS: readonly string[] = [CLUSTER_BINDING, BINDING, CLUSTER_ROLE, ROLE];

/** What one binding gives to an account. */
export interface Grant {
  readonly binding: ManifestEntry;
  /** The role, where the set holds it. */
  readonly role: ManifestEntry | undefined;
  /** Namespace that the rights hold in; empty for the whole cluster. */
  readonly namespace: string;
}

/** A subject of a binding that is an account, or all accounts of a namespace. */
export interface AccountSubject {
  readonly namespace: string;
  /** The account; undefined for all of the namespace. */
  readonly name: string | undefined;
}

/** Bindings of a set, to single namespaces and to the cluster. */
export function bindingsOf(context: RuleContext): readonly ManifestEntry[] {
  return BINDING_KINDS.flatMap((kind) => context.all(kind));
}

/** Accounts among the subjects of a binding. */
export function accountSubjects(binding: ManifestEntry): readonly AccountSubject[] {
  const all = 'system:serviceaccounts:';
  return objects(binding.object['subjects']).flatMap((subject): AccountSubject[] => {
    const name = text(subject['name']) ?? '';
    if (text(subject['kind']) === 'ServiceAccount') return [{ namespace: text(subject['namespace']) ?? '', name }];
    return name.startsWith(all) ? [{ namespace: name.slice(all.length), name: undefined }] : [];
  });
}

/** Rights of service accounts. */
export class Accounts {
  private readonly grants: ReadonlyMap<string, readonly Grant[]>;

  constructor(private readonly context: RuleContext) {
    for (const kind of [CLUSTER_ROLE, ROLE]) context.all(kind);
    const pairs = bindingsOf(context).flatMap((binding) =>
      accountSubjects(binding).map(({ namespace, name }) => ({ account: `${namespace}/${name ?? '*'}`, binding })),
    );
    const grouped = groupBy(pairs, ({ account }) => account);
    this.grants = new Map(
      [...grouped].map(([account, found]) => [account, found.map(({ binding }) => this.grant(binding))]),
    );
  }

  /** What an account may do. */
  of(namespace: string, name: string): readonly Grant[] {
    return [...(this.grants.get(`${namespace}/${name}`) ?? []), ...(this.grants.get(`${namespace}/*`) ?? [])];
  }

  private grant(binding: ManifestEntry): Grant {
    const { namespace } = binding.id;
    const reference = binding.object['roleRef'];
    const name = text(at(reference, 'name')) ?? '';
    const isCluster = text(at(reference, 'kind')) === 'ClusterRole';
    const role = isCluster ? this.context.find(CLUSTER_ROLE, '', name) : this.context.find(ROLE, namespace, name);
    return { binding, role, namespace };
  }
}

/** Rules of a role. */
export function rulesOf(role: ManifestEntry): readonly JsonObject[] {
  return objects(field(role, 'rules'));
}

/** Whether a rule gives all verbs on every object of a resource. */
export function gives(rule: JsonObject, group: string, resource: string, verbs: readonly string[]): boolean {
  const has = (key: string, wanted: string): boolean => {
    const values = strings(rule[key]);
    return values.includes('*') || values.includes(wanted);
  };
  if (strings(rule['resourceNames']).length > 0) return false;
  return has('apiGroups', group) && has('resources', resource) && verbs.every((verb) => has('verbs', verb));
}
