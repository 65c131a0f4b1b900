import { textTest } from '../policy/text-pattern.js';
import type { TokenRule } from '../policy/request-authentication.js';
import type { Usage } from './usage.js';

/**
 * Of rules that accept tokens, one for each way that policies can tell their issuers apart. A gateway of many tenants
 * accepts the tokens of all of them, and the policies of one host know one or two.
 *
 * @param others - rules of proxies behind, each of whose issuers counts by itself
 */
export function tokenRulesToldApart(
  rules: readonly TokenRule[],
  usage: Usage,
  others: readonly TokenRule[],
): readonly TokenRule[] {
  const principals = [...(usage.get('request.auth.principal') ?? [])];
  const issuers = [...(usage.get('request.auth.claims[iss]') ?? [])].map(textTest);
  const single = new Set(others.map(({ issuer }) => issuer));
  // A suffix may begin inside of an issuer, and then no two issuers are taken for the same.
  const divided = principals.some((value) => /^\*.+\//.test(value));
  const groups = new Map<string, TokenRule>();
  for (const rule of rules) {
    const { issuer } = rule;
    const named = divided || single.has(issuer) || issuer === '' || issuers.some((test) => test(issuer));
    // Nearly every issuer of a gateway of many tenants is met by no pattern of one host.
    const stranger = !named && principals.every((value) => meets(value, issuer) === 'none');
    const met = stranger ? '' : principals.map((value) => meets(value, issuer)).join(' ');
    const group = `${named ? issuer : ''}\t${met}\t${acceptance(rule)}`;
    if (!groups.has(group)) groups.set(group, rule);
  }
  return [...groups.values()];
}

const ACCEPTANCES = new WeakMap<TokenRule, string>();

/** What a rule takes and hands on, whatever the issuer. */
function acceptance(rule: TokenRule): string {
  const known = ACCEPTANCES.get(rule) ?? JSON.stringify([rule.audiences, rule.forwards]);
  ACCEPTANCES.set(rule, known);
  return known;
}

/** Whether a pattern of request principals is met by every, by some or by no subject of an issuer. */
function meets(pattern: string, issuer: string): 'every' | 'some' | 'none' {
  const start = `${issuer}/`;
  if (!pattern.endsWith('*')) return pattern.startsWith('*') || pattern.startsWith(start) ? 'some' : 'none';
  const prefix = pattern.slice(0, -1);
  if (start.startsWith(prefix)) return 'every';
  return prefix.startsWith(start) ? 'some' : 'none';
}
