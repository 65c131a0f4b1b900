import type { JsonObject } from '../../../lib/model/index.js';
import { OAUTH2_PROXY, PROXY_PORT } from './proxy-values.js';

/** Name of the extension provider of a tenant. */
export function providerName(tenant: string): string {
  return `oauth2-proxy-${tenant}`;
}

/**
 * The extension provider as the mesh configuration has it. Every list is written out: what is not listed is dropped on
 * the way to the check, to the workload or back to the client.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export function extensionProvider(
  tenant: string,
  namespace: string,
  clusterDomain: string,
): JsonObject & { readonly name: string } {
  return {
    name: providerName(tenant),
    envoyExtAuthzHttp: {
      service: `${OAUTH2_PROXY}.${namespace}.svc.${clusterDomain}`,
      port: PROXY_PORT.service,
      timeout: '5s',
      // A proxy that is down must not open the door, and 503 tells it from a refusal.
      failOpen: false,
      statusOnError: '503',
      includeRequestHeadersInCheck: ['accept', 'cookie', 'user-agent', 'x-forwarded-for', 'x-requested-with'],
      // Written by the gateway, so that a client cannot name another host or path to return to.
      includeAdditionalHeadersInCheck: {
        'x-forwarded-host': '%REQ(:authority)%',
        'x-forwarded-proto': 'https',
        'x-forwarded-uri': '%REQ(:path)%',
      },
      headersToUpstreamOnAllow: [
        'authorization',
        'x-auth-request-email',
        'x-auth-request-groups',
        'x-auth-request-preferred-username',
        'x-auth-request-user',
      ],
      headersToDownstreamOnAllow: ['set-cookie'],
      headersToDownstreamOnDeny: ['cache-control', 'content-type', 'location', 'set-cookie'],
    },
  };
}
