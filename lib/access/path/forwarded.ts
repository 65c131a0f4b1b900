import type { Token } from '../policy/call.js';
import { checkToken } from '../policy/request-authentication.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';

/** The token that is still there behind a proxy: one that was checked is taken off unless the rule forwards it. */
export function forwarded(world: World, proxy: Workload, token: Token | undefined): Token | undefined {
  const check = checkToken(world.policiesOf(proxy).tokenRules, token);
  return check.kind === 'accepted' && !check.rule.forwards ? undefined : token;
}
