import type { ManifestEntry } from '../../../manifest/index.js';
import { field, type RuleContext } from '../../context.js';
import { ACCOUNT_KINDS, Accounts, gives, rulesOf, type Grant } from '../../lookup/accounts.js';
import { groupBy } from '../../lookup/group.js';
import { Namespaces } from '../../lookup/namespaces.js';
import { pluralOf } from '../../lookup/plural.js';
import { KUSTOMIZATION, appliedUnits, type AppliedUnit } from '../../lookup/units.js';
import { strings, text } from '../../read.js';
import type { Rule } from '../../rule.js';

/** What Flux does to an object of a unit. */
const APPLY = ['create', 'delete', 'get', 'list', 'patch', 'watch'] as const;
const WRITE: ReadonlySet<string> = new Set(['*', 'create', 'delete', 'deletecollection', 'patch', 'update']);

/** A unit applied with the rights of a tenant that does not fit them: it holds more, or they allow more. */
export const unitRole: Rule = {
  meta: {
    code: 'TM4304',
    name: 'unit-role',
    area: 'flux',
    summary:
      'Flux refuses a whole unit when its account may not apply one object of it; rights beyond the unit are rights that whoever writes the unit can use.',
    remedy: 'Let the Role name exactly the kinds that the unit holds.',
    inputs: [KUSTOMIZATION, 'Namespace', ...ACCOUNT_KINDS].sort(),
  },
  check: (context) => {
    const namespaces = new Namespaces(context);
    const accounts = new Accounts(context);
    for (const unit of appliedUnits(context)) {
      const { kustomization } = unit;
      const account = text(field(kustomization, 'spec', 'serviceAccountName')) ?? '';
      const grants = accounts.of(kustomization.id.namespace, account);
      const isBound = grants.length > 0 && grants.every(({ namespace }) => namespaces.isTenants(namespace));
      // A role that the set does not hold may give anything.
      if (!isBound || grants.some(({ role }) => role === undefined)) continue;
      reportMissing(context, unit, grants, account);
      reportSurplus(context, unit, grants);
    }
  },
};

function reportMissing(
  context: RuleContext,
  { path, entries }: AppliedUnit,
  grants: readonly Grant[],
  account: string,
): void {
  const kinds = groupBy(entries, ({ id }) => `${id.namespace}/${resourceOf(id)}`);
  for (const [first] of kinds.values()) {
    if (first === undefined) continue;
    const { group, kind, namespace } = first.id;
    const rules = grants
      .filter((grant) => grant.namespace === namespace)
      .flatMap(({ role }) => (role ? rulesOf(role) : []));
    if (APPLY.every((verb) => rules.some((rule) => gives(rule, group, pluralOf(kind), [verb])))) continue;
    const place = namespace === '' ? 'in the cluster' : `in namespace "${namespace}"`;
    context.report(first, {
      message: `account "${account}" applies unit "${path}" and may not write ${resourceOf(first.id)} ${place}`,
    });
  }
}

function reportSurplus(context: RuleContext, { path, entries }: AppliedUnit, grants: readonly Grant[]): void {
  const held = new Set(entries.map(({ id }) => `${id.namespace}/${resourceOf(id)}`));
  for (const { role, namespace } of grants) {
    if (role?.layer !== 'written') continue;
    for (const [index, resource] of writable(role)) {
      if (held.has(`${namespace}/${resource}`)) continue;
      context.report(role, {
        field: `rules[${index}]`,
        message: `it lets unit "${path}" write ${resource}, and the unit holds none`,
      });
    }
  }
}

function writable(role: ManifestEntry): readonly (readonly [index: number, resource: string])[] {
  return rulesOf(role).flatMap((rule, index) =>
    strings(rule['verbs']).some((verb) => WRITE.has(verb))
      ? strings(rule['apiGroups']).flatMap((group) =>
          strings(rule['resources']).map((resource) => [index, nameOf(resource, group)] as const),
        )
      : [],
  );
}

function resourceOf({ kind, group }: ManifestEntry['id']): string {
  return nameOf(pluralOf(kind), group);
}

function nameOf(plural: string, group: string): string {
  return group === '' ? plural : `${plural}.${group}`;
}
