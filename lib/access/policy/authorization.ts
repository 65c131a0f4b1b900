import { isMap, listOf, textOf, type ManifestEntry } from '../../manifest/index.js';
import { compare } from '../../manifest/manifest-set.js';
import type { JsonObject } from '../../model/index.js';
import type { Call, CallProtocol } from './call.js';
import { connectionRule } from './connection-rule.js';
import { compileRule, type Action, type CompiledRule, type RuleContext } from './rule.js';
import { namespaceOf, specOf } from './selector.js';
import { NO, YES } from './truth.js';

/** A rule of a policy as a proxy holds it. */
export interface NamedRule extends CompiledRule {
  readonly entry: ManifestEntry;
  /** Place in `rules`. */
  readonly index: number;
  /** Envoy's name of the rule. */
  readonly name: string;
}

/** The rules of a workload for one protocol. */
export interface RuleSet {
  readonly custom: readonly NamedRule[];
  readonly deny: readonly NamedRule[];
  readonly allow: readonly NamedRule[];
  /** ALLOW policies that are in force, also those of which no rule is left. */
  readonly allowPolicies: readonly ManifestEntry[];
}

/** What a rule set says of a call. */
export type Verdict =
  | { readonly kind: 'allow-rule'; readonly rule: NamedRule }
  | { readonly kind: 'no-allow-policy' }
  | { readonly kind: 'deny-rule'; readonly rule: NamedRule }
  | { readonly kind: 'no-allow-rule'; readonly policies: readonly ManifestEntry[] }
  | { readonly kind: 'unknown'; readonly rules: readonly NamedRule[] };

/** A rule as a proxy gets it; undefined where it gets none. */
type Adapt = (rule: JsonObject, action: Action) => JsonObject | undefined;

/** Makes the policies of a workload ready. */
export function ruleSet(
  policies: readonly ManifestEntry[],
  protocol: CallProtocol,
  trustDomains: readonly string[],
  adapt: Adapt = (rule) => rule,
): RuleSet {
  const enforced = policies.filter((entry) => !isDryRun(entry));
  const of = (action: Action): readonly ManifestEntry[] => enforced.filter((entry) => actionOf(entry) === action);
  const rules = (action: Action): readonly NamedRule[] =>
    of(action)
      .flatMap((entry) => rulesOf(entry, { action, protocol, trustDomains }, adapt))
      .sort((a, b) => compare(a.name, b.name));
  return { custom: rules('CUSTOM'), deny: rules('DENY'), allow: rules('ALLOW'), allowPolicies: of('ALLOW') };
}

/**
 * DENY before ALLOW; without an ALLOW policy everything else passes. A rule that may match leaves the answer open
 * unless another decides without doubt.
 */
export function judge({ deny, allow, allowPolicies }: RuleSet, call: Call): Verdict {
  const open: NamedRule[] = [];
  const denied = firstMatch(deny, call, open);
  if (denied !== undefined) return { kind: 'deny-rule', rule: denied };
  if (allowPolicies.length === 0)
    return open.length > 0 ? { kind: 'unknown', rules: open } : { kind: 'no-allow-policy' };
  const doubtfulDenials = open.length;
  const allowed = firstMatch(allow, call, open);
  if (allowed !== undefined && doubtfulDenials === 0) return { kind: 'allow-rule', rule: allowed };
  if (allowed === undefined && open.length === doubtfulDenials)
    return { kind: 'no-allow-rule', policies: allowPolicies };
  return { kind: 'unknown', rules: open };
}

/** The first rule that matches in the order of Envoy's names; rules in doubt are added to `open`. */
export function firstMatch(rules: readonly NamedRule[], call: Call, open: NamedRule[]): NamedRule | undefined {
  for (const rule of rules) {
    const value = rule.test(call);
    if (value === YES) return rule;
    if (value !== NO) open.push(rule);
  }
  return undefined;
}

function rulesOf(entry: ManifestEntry, context: Omit<RuleContext, 'namespace'>, adapt: Adapt): readonly NamedRule[] {
  const namespace = namespaceOf(entry);
  return listOf(specOf(entry)['rules']).flatMap((value, index) => {
    const adapted = isMap(value) ? adapt(value, context.action) : undefined;
    const rule = adapted && compileRule(adapted, { ...context, namespace });
    if (rule === undefined) return [];
    return [{ ...rule, entry, index, name: `ns[${namespace}]-policy[${entry.id.name}]-rule[${String(index)}]` }];
  });
}

/** The rules that the proxy of a node in ambient mode holds: principals as they are written, and no authorizer. */
export function connectionRules(policies: readonly ManifestEntry[]): RuleSet {
  return { ...ruleSet(policies, 'tcp', [], connectionRule), custom: [] };
}

/** Action of a policy; ALLOW where none is written. */
export function actionOf(entry: ManifestEntry): Action {
  const action = textOf(specOf(entry)['action']);
  switch (action) {
    case 'DENY':
    case 'CUSTOM':
    case 'AUDIT':
      return action;
    default:
      return 'ALLOW';
  }
}

function isDryRun({ object }: ManifestEntry): boolean {
  const value = object.metadata.annotations?.['istio.io/dry-run'];
  return value !== undefined && ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value);
}
