import type { RuleSet } from '../../../lib/access/policy/authorization.js';
import type { Call } from '../../../lib/access/policy/call.js';

/** A call of which nothing is known. */
export const EMPTY: Call = {
  protocol: 'http',
  principal: undefined,
  ip: undefined,
  remoteIp: undefined,
  destIp: undefined,
  port: 80,
  host: 'h',
  method: 'GET',
  path: '/',
  headers: new Map(),
  token: undefined,
  sni: '',
};

/** What every condition of the rules says of a call: calls of one class agree on all of them. */
export function signature({ allow, deny }: RuleSet, call: Call): string {
  return [...allow, ...deny]
    .flatMap(({ principals, permissions }) =>
      [...principals, ...permissions].flat().map((each) => String(each.test(call))),
    )
    .join('');
}
