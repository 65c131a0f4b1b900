import { listOf, mapAt, textOf } from '../../manifest/index.js';
import { firstMatch, type NamedRule } from '../policy/authorization.js';
import { admit, type Arrival, type Decision } from '../policy/decide.js';
import { rulesForHost } from '../policy/host-rules.js';
import type { WorkloadPolicies } from '../policy/policies.js';
import { specOf } from '../policy/selector.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { adviceOnAllow, adviceOnDeny, adviceOnToken, type Judged } from './advice.js';
import { stepObject, type Step, type Trail } from './answer.js';

/** What external authorizers say, by provider. */
export type Providers = Readonly<Record<string, 'allow' | 'deny'>>;

/** Follows a call through the policies of its callee: external authorizer, token, DENY, ALLOW. */
export function arrive(world: World, callee: Workload, call: Arrival, providers: Providers, trail: Trail): void {
  const policies = world.policiesOf(callee);
  custom(world, callee, policies, call, providers, trail);
  if (trail.denied) return;
  const decision = admit(policies, call);
  trail.add(decisionStep(callee, decision), decision.open.map(({ name }) => name).join(', '));
  if (decision.outcome !== 'deny') return;
  trail.advise(() => {
    const judged = { name: key(callee), policies, rules: policies.rules(call.protocol), arrival: call };
    return adviceOn(judged, decision);
  });
}

/** A CUSTOM policy sees requests before tokens are checked. */
function custom(
  world: World,
  callee: Workload,
  policies: WorkloadPolicies,
  call: Arrival,
  providers: Providers,
  trail: Trail,
): void {
  const { custom: rules } = policies.rules(call.protocol);
  if (rules.length === 0) return;
  const open: NamedRule[] = [];
  const rule =
    firstMatch(rulesForHost(policies.rules(call.protocol), call.host).custom, { ...call, token: undefined }, open) ??
    open[0];
  if (rule === undefined) return;
  trail.add(customStep(world, callee, rules, rule, call, providers), `provider ${providerOf(rule)}`);
}

function customStep(
  world: World,
  callee: Workload,
  rules: readonly NamedRule[],
  rule: NamedRule,
  call: Arrival,
  providers: Providers,
): Step {
  const provider = providerOf(rule);
  const base = { kind: 'custom', ...stepObject(rule.entry), rule: rule.index, basis: 'modelled' } as const;
  const fault = providerFault(world, rules, provider);
  if (fault !== undefined)
    return {
      ...base,
      outcome: 'deny',
      text: `${fault}, so what the rule matches is denied`,
      change: 'Name one provider that the mesh config has.',
    };
  if (call.protocol === 'tcp' && !isGrpc(world, provider)) {
    return { ...base, outcome: 'pass', text: `provider ${provider} speaks HTTP and is not asked on a TCP port` };
  }
  switch (providers[provider]) {
    case 'allow':
      return { ...base, outcome: 'pass', text: `provider ${provider} lets it pass, as the question says` };
    case 'deny':
      return { ...base, outcome: 'deny', text: `provider ${provider} refuses, as the question says` };
    default:
      return { ...base, outcome: 'depends', text: `${key(callee)} asks provider ${provider}` };
  }
}

function providerFault(world: World, rules: readonly NamedRule[], provider: string): string | undefined {
  const names = new Set(rules.map(providerOf));
  const several = world.mesh.env['PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS'];
  if (names.size > 1 && several !== 'true' && several !== true)
    return `several providers (${[...names].join(', ')}) serve one workload`;
  return extension(world, provider) === undefined ? `the mesh config has no provider ${provider}` : undefined;
}

function extension(world: World, provider: string) {
  return listOf(world.mesh.values['extensionProviders'])
    .map((value) => mapAt(value))
    .find(
      ({ name, envoyExtAuthzHttp, envoyExtAuthzGrpc }) =>
        name === provider && (envoyExtAuthzHttp ?? envoyExtAuthzGrpc) !== undefined,
    );
}

function isGrpc(world: World, provider: string): boolean {
  return extension(world, provider)?.['envoyExtAuthzGrpc'] !== undefined;
}

function providerOf(rule: NamedRule): string {
  return textOf(mapAt(specOf(rule.entry), 'provider')['name']) ?? '';
}

type Said = Pick<Step, 'kind' | 'outcome' | 'text'>;

function decisionStep(callee: Workload, decision: Decision): Step {
  const { rule, entries, open } = decision;
  const entry = rule?.entry ?? entries[0] ?? open[0]?.entry;
  const place = rule === undefined ? {} : { rule: rule.index };
  return { ...said(key(callee), decision), ...stepObject(entry), ...place, basis: 'recorded' };
}

function adviceOn(judged: Judged, { reason, rule }: Decision): string | undefined {
  switch (reason) {
    case 'deny-rule':
      return rule === undefined ? undefined : adviceOnDeny(judged, rule);
    case 'no-allow-rule':
      return adviceOnAllow(judged);
    case 'request-authentication':
      return adviceOnToken(judged);
    case 'allow-rule':
    case 'no-allow-policy':
    case 'peer-authentication':
    case 'trust-domain':
    case 'unknown':
      return undefined;
  }
}

function said(name: string, { reason, entries }: Decision): Said {
  const kind = 'authorization';
  switch (reason) {
    case 'allow-rule':
      return { kind, outcome: 'pass', text: `an ALLOW rule of ${name} matches` };
    case 'no-allow-policy':
      return { kind, outcome: 'pass', text: `no ALLOW policy selects ${name}, so everything not denied passes` };
    case 'deny-rule':
      return { kind, outcome: 'deny', text: `a DENY rule of ${name} matches` };
    case 'no-allow-rule': {
      const text = `none of the rules of ${String(entries.length)} ALLOW policies of ${name} matches`;
      return { kind, outcome: 'deny', text };
    }
    case 'request-authentication': {
      const text = `${name} refuses the token: no rule accepts its issuer and audience`;
      return { kind: reason, outcome: 'deny', text };
    }
    case 'unknown':
      return { kind, outcome: 'depends', text: `rules of ${name} ask for what is only known at run time` };
    case 'peer-authentication':
    case 'trust-domain':
      return { kind: reason, outcome: 'deny', text: `${name} refuses the connection` };
  }
}
