import type { ManifestEntry } from '../../manifest/index.js';
import { judge, type NamedRule } from './authorization.js';
import type { Call, Token } from './call.js';
import { rulesForHost } from './host-rules.js';
import { mtlsOf } from './peer-authentication.js';
import type { WorkloadPolicies } from './policies.js';
import { checkToken } from './request-authentication.js';

/** Why the proxy of a workload lets a call in or not. */
export type Reason =
  | 'allow-rule'
  | 'no-allow-policy'
  | 'deny-rule'
  | 'no-allow-rule'
  | 'peer-authentication'
  | 'trust-domain'
  | 'request-authentication'
  | 'unknown';

/** What the proxy of a workload decides. */
export interface Decision {
  /** Whether the call is let in. */
  readonly outcome: 'allow' | 'deny' | 'depends';
  /** Why. */
  readonly reason: Reason;
  /** The rule that decided. @default - no rule did */
  readonly rule?: NamedRule;
  /** Objects that decided, where no single rule did. */
  readonly entries: readonly ManifestEntry[];
  /** Rules that are only known at run time. */
  readonly open: readonly NamedRule[];
}

/** A call before its token is checked. */
export interface Arrival extends Omit<Call, 'token'> {
  /** Token with a good signature. */
  readonly token: Token | undefined;
}

const NOTHING = { entries: [], open: [] } as const;

/** Decides as the proxy of a workload does: connection, token, then DENY and ALLOW. */
export function decide(policies: WorkloadPolicies, arrival: Arrival, acceptedDomains: readonly string[]): Decision {
  const mtls = mtlsOf(policies.mtls, arrival.port);
  const principal = mtls.mode === 'DISABLE' ? undefined : arrival.principal;
  const entries = mtls.entry === undefined ? [] : [mtls.entry];
  if (mtls.mode === 'STRICT' && principal === undefined) {
    return { outcome: 'deny', reason: 'peer-authentication', entries, open: [] };
  }
  if (principal !== undefined && !acceptedDomains.some((domain) => principal.startsWith(`spiffe://${domain}/`))) {
    return { outcome: 'deny', reason: 'trust-domain', ...NOTHING };
  }
  return admit(policies, { ...arrival, principal });
}

/** Decides behind the handshake: token, then DENY and ALLOW. */
export function admit(policies: WorkloadPolicies, arrival: Arrival): Decision {
  const http = arrival.protocol === 'http';
  const check = checkToken(http ? policies.tokenRules : [], arrival.token);
  if (check.kind === 'refused') {
    const checked = [...new Set(policies.tokenRules.map(({ entry }) => entry))];
    return { outcome: 'deny', reason: 'request-authentication', entries: checked, open: [] };
  }
  const token = check.kind === 'accepted' ? check.token : undefined;
  return ruled(policies, token === arrival.token ? arrival : { ...arrival, token });
}

function ruled(policies: WorkloadPolicies, call: Call): Decision {
  const verdict = judge(rulesForHost(policies.rules(call.protocol), call.host), call);
  switch (verdict.kind) {
    case 'allow-rule':
      return { outcome: 'allow', reason: verdict.kind, rule: verdict.rule, ...NOTHING };
    case 'deny-rule':
      return { outcome: 'deny', reason: verdict.kind, rule: verdict.rule, ...NOTHING };
    case 'no-allow-policy':
      return { outcome: 'allow', reason: verdict.kind, ...NOTHING };
    case 'no-allow-rule':
      return { outcome: 'deny', reason: verdict.kind, entries: verdict.policies, open: [] };
    case 'unknown':
      return { outcome: 'depends', reason: 'unknown', entries: [], open: verdict.rules };
  }
}
