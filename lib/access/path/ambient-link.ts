import { judge, type Verdict } from '../policy/authorization.js';
import type { Call } from '../policy/call.js';
import { mtlsOf } from '../policy/peer-authentication.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { adviceOnDeny, lacksIdentity, type Judged } from './advice.js';
import { stepObject, type Step, type Trail } from './answer.js';
import type { Link } from './link.js';
import type { Source } from './source.js';
import { trust } from './trust-step.js';

/** Port of the tunnel between proxies of ambient mode, which NetworkPolicies see in place of the pod's own. */
export const TUNNEL_PORT = 15_008;

/** A connection to a pod in ambient mode: the proxy of its node judges it, and nobody sees the requests on it. */
export function ambientLink(world: World, source: Source, callee: Workload, port: number, trail: Trail): Link {
  const principal = source.kind === 'workload' && source.proxied ? world.principalOf(source.workload) : undefined;
  const stop: Link = { trail, principal, guarded: false };
  const policies = world.policiesOf(callee);
  const server = mtlsOf(policies.mtls, port);
  const refused = server.mode === 'STRICT' && principal === undefined;
  trail.add({
    kind: 'peer-authentication',
    outcome: refused ? 'deny' : 'pass',
    ...stepObject(server.entry),
    text: `the caller speaks ${principal === undefined ? 'plaintext' : 'through the tunnel'}, ${key(callee)} takes ${server.mode === 'DISABLE' ? 'PERMISSIVE, as nodes read DISABLE,' : server.mode} on port ${String(port)}`,
    ...(refused ? { change: 'Put the caller into the mesh, or give the port PERMISSIVE mode.' } : {}),
    basis: 'modelled',
  });
  if (refused) return stop;
  if (principal !== undefined && source.kind === 'workload') trust(world, source.workload, callee, trail);
  if (trail.denied) return stop;
  const rules = policies.connections();
  const arrival = connection(principal, source, port);
  const verdict = judge(rules, arrival);
  const open = verdict.kind === 'unknown' ? verdict.rules.map(({ name }) => name).join(', ') : undefined;
  trail.add(verdictStep({ name: `the node of ${key(callee)}`, policies, rules, arrival }, verdict), open);
  return stop;
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

function connection(principal: string | undefined, source: Source, port: number): Call {
  const ip = source.kind === 'outside' ? source.ip : undefined;
  const request = { host: '', method: '', path: '', headers: NO_HEADERS, token: undefined, sni: '' };
  return { protocol: 'tcp', principal, ip, remoteIp: undefined, destIp: undefined, port, ...request };
}

function verdictStep(judged: Judged, verdict: Verdict): Step {
  const { name } = judged;
  const base = { kind: 'authorization', basis: 'modelled' } as const;
  switch (verdict.kind) {
    case 'allow-rule':
    case 'deny-rule': {
      const { entry, index } = verdict.rule;
      const at = { ...base, ...stepObject(entry), rule: index };
      return verdict.kind === 'allow-rule'
        ? { ...at, outcome: 'pass', text: `at ${name} an ALLOW rule matches` }
        : {
            ...at,
            outcome: 'deny',
            text: `at ${name} a DENY rule matches`,
            change: adviceOnDeny(judged, verdict.rule),
          };
    }
    case 'no-allow-policy':
      return { ...base, outcome: 'pass', text: `at ${name} no ALLOW policy holds, so everything not denied passes` };
    case 'no-allow-rule': {
      const text = `at ${name} no ALLOW rule matches that a connection alone can meet`;
      const change = lacksIdentity(judged)
        ? 'Put the caller into the mesh, or add an ALLOW rule that wants no identity.'
        : 'Add an ALLOW rule without fields of requests, or a waypoint.';
      return { ...base, ...stepObject(verdict.policies[0]), outcome: 'deny', text, change };
    }
    case 'unknown': {
      const text = `at ${name} rules ask for what is only known at run time`;
      return { ...base, ...stepObject(verdict.rules[0]?.entry), outcome: 'depends', text };
    }
  }
}
