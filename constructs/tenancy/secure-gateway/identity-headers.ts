import { headerName, MeshError } from '../../../lib/model/index.js';

/** Headers by which oauth2-proxy tells workloads who is calling: a client that could send them would be anybody. */
export const IDENTITY_HEADERS: readonly string[] = [
  'x-auth-request-access-token',
  'x-auth-request-email',
  'x-auth-request-groups',
  'x-auth-request-preferred-username',
  'x-auth-request-redirect',
  'x-auth-request-user',
  'x-forwarded-access-token',
  'x-forwarded-email',
  'x-forwarded-groups',
  'x-forwarded-preferred-username',
  'x-forwarded-user',
];

/** All headers that a gateway strips: the fixed ones and those configured, sorted. */
export function strippedHeaders(where: string, configured: readonly string[]): readonly string[] {
  const own = configured.map((name) => headerName(name, { where, field: 'identityHeaders' }));
  return [...new Set([...IDENTITY_HEADERS, ...own])].sort();
}

/** Refuses to remove an identity header in a route. */
export function refuseIdentityHeaders(where: string, removed: readonly string[], stripped: readonly string[]): void {
  const wrong = removed.find((name) => stripped.includes(name.toLowerCase()));
  if (wrong === undefined) return;
  throw new MeshError({
    code: 'TM1404',
    where,
    field: 'removeRequestHeaders',
    what: 'a route removes headers after sign-in has set them, so the workload would not learn who is calling',
    value: wrong,
    remedy: 'Leave it out: the gateway removes what clients send under this name before sign-in.',
  });
}
