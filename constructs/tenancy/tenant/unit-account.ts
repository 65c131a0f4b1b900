import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { kindInfo } from '../../../lib/imports/schemas.js';
import { RoleBindingV1, RoleV1 } from '../../../lib/imports/kubernetes/index.js';
import { lazyList, MeshError } from '../../../lib/model/index.js';
import { LockedServiceAccount } from '../../kubernetes/index.js';
import { roleRulesFor, type UnitKind } from '../unit-role.js';

/** Props of {@link UnitAccount}. */
export interface UnitAccountProps {
  /** Name of the account; the Role and its binding are named `apps`. */
  readonly name: string;
  /** Namespace of the account. */
  readonly accountNamespace: string;
  /** Namespace in which it may act, and nowhere else. */
  readonly namespace: string;
  /** The kinds it applies, called at synth. */
  readonly kinds: () => readonly UnitKind[];
}

/**
 * The account that applies the workload unit of a tenant: a Role in the tenant's namespace with exactly the kinds the
 * unit holds, and no right anywhere else.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control
 */
export class UnitAccount extends Construct {
  /** Name of the account. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: UnitAccountProps) {
    super(scope, id);
    const { name, accountNamespace, namespace } = props;
    this.name = name;
    new LockedServiceAccount(this, 'Resource', { name, namespace: accountNamespace });
    const metadata = { name: 'apps', namespace };
    const where = this.node.path;
    new RoleV1(this, 'Role', { metadata, rules: lazyList(() => roleRulesFor(props.kinds(), where)) });
    new RoleBindingV1(this, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'apps' },
      subjects: [{ kind: 'ServiceAccount', name, namespace: accountNamespace }],
    });
  }
}

/** Kinds of the objects below a construct, sorted. */
export function kindsBelow(construct: IConstruct): readonly UnitKind[] {
  const found = new Map<string, UnitKind>();
  for (const child of construct.node.findAll()) {
    if (!ApiObject.isApiObject(child)) continue;
    const info = kindInfo(child.apiVersion, child.kind);
    if (info === undefined) throw unknownKind(child);
    found.set(`${info.group}/${info.plural}`, { group: info.group, plural: info.plural });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

function unknownKind(object: ApiObject): MeshError {
  return new MeshError({
    code: 'TM1901',
    where: object.node.path,
    field: 'kind',
    what: 'nobody knows the plural of this kind, so no Role can allow it',
    value: `${object.apiVersion} ${object.kind}`,
    remedy: 'Use a kind that the package has types for, or put the object outside the tenant.',
  });
}
