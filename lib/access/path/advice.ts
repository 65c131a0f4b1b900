import type { NamedRule, RuleSet } from '../policy/authorization.js';
import type { Call } from '../policy/call.js';
import type { Condition } from '../policy/condition.js';
import type { Arrival } from '../policy/decide.js';
import type { WorkloadPolicies } from '../policy/policies.js';
import { checkToken } from '../policy/request-authentication.js';
import { NO, YES } from '../policy/truth.js';

/** What a callee decided about, and by which rules. */
export interface Judged {
  /** The callee as a sentence names it. */
  readonly name: string;
  readonly policies: WorkloadPolicies;
  readonly rules: RuleSet;
  readonly arrival: Arrival;
}

/** What would have to change where a DENY rule matches. */
export function adviceOnDeny(judged: Judged, rule: NamedRule): string {
  const call = seen(judged);
  const matching = matchingSides(rule, call).flat();
  const missing = matching
    .filter(({ values }) => values.length === 0)
    .map(({ key }) => supply(judged, call, key, 'leaves out'))
    .filter((text) => text !== undefined);
  const [first] = missing;
  if (first !== undefined) return `${first}, or narrow that rule.`;
  if (lost(judged, rule))
    return 'Declare the port as one of HTTP, without which the rule loses its fields of requests, or narrow that rule.';
  return 'Narrow that rule.';
}

/** What would have to change where no ALLOW rule matches. */
export function adviceOnAllow(judged: Judged): string {
  const { name, policies, rules, arrival } = judged;
  const add = `add an ALLOW rule for it to a policy that selects ${name}.`;
  const call = seen(judged);
  const needs = lacking(rules, call).map(({ key }) => supply(judged, call, key, 'takes'));
  const [first] = needs;
  // One thing that the caller lacks is worth naming where nothing else stands in its way.
  if (first !== undefined && needs.every((text) => text !== undefined)) return `${first}, or ${add}`;
  if (arrival.protocol === 'tcp' && policies.rules('http').allow.length > rules.allow.length)
    return `Declare the port as one of HTTP, without which rules with fields of requests count for nothing, or ${add}`;
  return `A${add.slice(1)}`;
}

/** Whether a caller has no identity, and would get in with one that a rule names. */
export function lacksIdentity({ rules, arrival }: Judged): boolean {
  const failed = lacking(rules, arrival);
  return arrival.principal === undefined && failed.length > 0 && failed.every(({ key }) => isIdentity(key));
}

/** What would have to change where a token is refused. */
export function adviceOnToken({ policies, arrival }: Judged): string {
  const { token } = arrival;
  const isKnown = policies.tokenRules.some(({ issuer }) => issuer === '' || issuer === token?.iss);
  return isKnown
    ? 'Send a token for an audience that the RequestAuthentication names.'
    : 'Send a token of an issuer that the RequestAuthentication names.';
}

/** The call as rules see it: with the token that was accepted. */
function seen({ policies, arrival }: Judged): Call {
  const check = checkToken(arrival.protocol === 'http' ? policies.tokenRules : [], arrival.token);
  return { ...arrival, token: check.kind === 'accepted' ? check.token : undefined };
}

/** What a caller has to bring for a condition; undefined where it brings all that the condition looks at. */
function supply(
  { policies, arrival }: Judged,
  { principal, token, protocol }: Call,
  key: string,
  does: 'takes' | 'leaves out',
): string | undefined {
  if (isIdentity(key)) return principal === undefined ? 'Let the caller call with mutual TLS of the mesh' : undefined;
  if (!key.startsWith('request.auth.') || protocol === 'tcp') return undefined;
  if (token !== undefined) {
    const isBare = key === 'request.auth.principal' && token.sub === undefined;
    return isBare ? 'Send a token with a subject' : `Send a token that the rule ${does}`;
  }
  if (arrival.token !== undefined || policies.tokenRules.length === 0)
    return 'Add a RequestAuthentication that accepts the token';
  return 'Send a token';
}

function isIdentity(key: string): boolean {
  return key.startsWith('source.') && key !== 'source.ip';
}

/** Conditions that fail, of the ALLOW rule that comes closest. */
function lacking({ allow }: RuleSet, call: Call): readonly Condition[] {
  return allow.map((rule) => failing(rule, call)).sort((a, b) => a.length - b.length)[0] ?? [];
}

/** Conditions of a rule that hold, of the first caller and the first operation that do. */
function matchingSides({ principals, permissions }: NamedRule, call: Call): readonly (readonly Condition[])[] {
  return [principals, permissions].map(
    (side) => side.find((list) => list.every(({ test }) => test(call) === YES)) ?? [],
  );
}

/** Conditions that fail, of the caller and the operation that come closest. */
function failing({ principals, permissions }: NamedRule, call: Call): readonly Condition[] {
  return [principals, permissions].flatMap((side) => {
    const failed = side.map((list) => list.filter(({ test }) => test(call) === NO));
    return failed.sort((a, b) => a.length - b.length)[0] ?? [];
  });
}

/** Whether a rule has fewer conditions on this port than it would have on one of HTTP. */
function lost({ policies, arrival }: Judged, rule: NamedRule): boolean {
  if (arrival.protocol !== 'tcp') return false;
  const whole = policies.rules('http').deny.find(({ name }) => name === rule.name);
  const count = ({ principals, permissions }: NamedRule): number => [...principals, ...permissions].flat().length;
  return whole !== undefined && count(whole) > count(rule);
}
