import type { IConstruct } from 'constructs';
import { contributions, MeshError, withoutBlock, type JsonObject } from '../../../lib/model/index.js';
import { SIGNER_DOMAIN } from '../tenant-ca/names.js';
import { PLATFORM_SIGNER } from './mesh-signers.js';

/** Addresses that a key set must not be fetched from: a tenant names the URL, and istiod is who calls it. */
export const BLOCKED_JWKS_CIDRS: readonly string[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

/** What can be set of the mesh configuration. */
export interface IstiodSettings {
  /**
   * Environment of istiod, merged over what the construct sets.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Addresses from which istiod fetches no signing keys; those that an issuer names as its own are left out.
   * @default - private, link-local and loopback ranges
   */
  readonly blockedJwksCidrs?: readonly string[];
  /**
   * Fields merged over the mesh configuration; lists are replaced as a whole.
   * @default - none
   */
  readonly meshConfig?: JsonObject;
}

/** Environment of istiod. */
export function istiodEnv(scope: IConstruct, settings: IstiodSettings): JsonObject {
  const several = contributions(scope, 'multiple-custom-providers').length > 0;
  return {
    EXTERNAL_CA: 'ISTIOD_RA_KUBERNETES_API',
    CERT_SIGNER_DOMAIN: SIGNER_DOMAIN,
    ENABLE_NATIVE_SIDECARS: 'true',
    BLOCKED_CIDRS_IN_JWKS_URIS: blockedCidrs(scope, settings).join(','),
    // Without it, two CUSTOM providers on one gateway deny every request that either matches.
    ...(several ? { PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS: 'true' } : {}),
    ...settings.env,
  };
}

/** What stays blocked beside the addresses of issuers that sign-ins and tenants name. */
function blockedCidrs(scope: IConstruct, settings: IstiodSettings): readonly string[] {
  const open = contributions(scope, 'issuer-addresses').flatMap(({ cidrs }) => cidrs);
  return open.reduce(
    (blocked, hole) => blocked.flatMap((block) => withoutBlock(block, hole)),
    settings.blockedJwksCidrs ?? BLOCKED_JWKS_CIDRS,
  );
}

/** The mesh configuration, without trust domain and roots. */
export function meshConfig(scope: IConstruct, settings: IstiodSettings): JsonObject {
  return {
    enableAutoMtls: true,
    enablePrometheusMerge: true,
    outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    // Policies on paths hold only for the form of a path that the workload sees too.
    pathNormalization: { normalization: 'DECODE_AND_MERGE_SLASHES' },
    defaultProviders: { metrics: ['prometheus'] },
    defaultConfig: {
      holdApplicationUntilProxyStarts: true,
      proxyMetadata: { ISTIO_META_CERT_SIGNER: PLATFORM_SIGNER },
    },
    extensionProviders: extensionProviders(scope),
    ...settings.meshConfig,
  };
}

function extensionProviders(scope: IConstruct): readonly JsonObject[] {
  const own: readonly (JsonObject & { readonly name: string })[] = [
    { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout', logFormat: { labels: ACCESS_LOG } } },
    { name: 'prometheus', prometheus: {} },
  ];
  const owners = new Map(own.map(({ name }) => [name, 'platform']));
  const contributed = contributions(scope, 'extension-provider').map(({ tenant, provider }) => {
    const owner = owners.get(provider.name);
    if (owner !== undefined) throw providerClash(scope, provider.name, owner, tenant);
    owners.set(provider.name, tenant);
    return provider;
  });
  return [...own, ...contributed];
}

/** Fields of a line of the access log; none of them holds a token, a cookie or a query. */
const ACCESS_LOG = {
  start_time: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  path: '%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  response_flags: '%RESPONSE_FLAGS%',
  duration: '%DURATION%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  authority: '%REQ(:AUTHORITY)%',
  request_id: '%REQ(X-REQUEST-ID)%',
  upstream_cluster: '%UPSTREAM_CLUSTER%',
  downstream_peer: '%DOWNSTREAM_PEER_URI_SAN%',
} as const satisfies JsonObject;

function providerClash(scope: IConstruct, name: string, first: string, second: string): MeshError {
  return new MeshError({
    code: 'TM1707',
    where: scope.node.path,
    field: 'meshConfig.extensionProviders',
    what: `"${first}" and "${second}" both contribute a provider of one name, and istiod would take one of them`,
    value: name,
    remedy: 'Name a provider after its tenant, such as "oauth2-proxy-tenant-a".',
  });
}
