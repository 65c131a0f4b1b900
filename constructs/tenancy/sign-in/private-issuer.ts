import { isIP } from 'node:net';
import { Construct } from 'constructs';
import { NetworkPolicyV1 } from '../../../lib/imports/kubernetes/index.js';
import { cidr, contribute, joinUnit, refuse, urlHost, type HttpsUrl } from '../../../lib/model/index.js';
import { keysPolicy } from '../flows/index.js';

/** Endings of names that nobody outside resolves, and names without a dot. */
const PRIVATE_NAME = /(?:^[^.]+|\.(?:internal|intranet|private|corp|home|lan|local|localdomain|svc|home\.arpa))$/;

/** Parses the addresses of an issuer, given below `field`, and refuses one that is evidently private and names none. */
export function issuerCidrs(
  where: string,
  field: string,
  issuer: HttpsUrl,
  cidrs: readonly string[] | undefined,
): readonly string[] | undefined {
  const parsed = cidrs?.map((block) => cidr(block, { where, field: `${field}.cidrs` }));
  refusePrivate(where, `${field}.issuer`, urlHost(issuer), parsed, `${field}.cidrs`);
  return parsed;
}

/** Refuses a host that NetworkPolicies for public addresses would never let anybody reach. */
export function refusePrivate(
  where: string,
  field: string,
  host: string,
  cidrs: readonly string[] | undefined,
  cidrsField: string,
): void {
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) {
    refuse(
      'TM1415',
      { where, field },
      'an address has no name that TLS could send, so no proxy can tell the issuer from another address',
      host,
      'Give the issuer a host name, and its address in `cidrs`.',
    );
  }
  if (cidrs !== undefined || !PRIVATE_NAME.test(host)) return;
  refuse(
    'TM1415',
    { where, field },
    'the host has a private address, which neither istiod nor oauth2-proxy is let out to',
    host,
    `Write its addresses as \`${cidrsField}: ["10.20.30.0/28"]\`.`,
  );
}

/** Props of {@link IssuerKeys}. */
export interface IssuerKeysProps {
  /** Tenant whose issuer it is. */
  readonly tenant: string;
  /** Port of the issuer. */
  readonly port: number;
  /**
   * Its addresses, where they are private.
   * @default - every public address
   */
  readonly cidrs?: readonly string[] | undefined;
}

/**
 * Lets istiod out to the signing keys of an issuer that the flows of the platform do not reach: one on a private
 * address, or on another port than 443.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export class IssuerKeys extends Construct {
  constructor(scope: Construct, id: string, props: IssuerKeysProps) {
    super(scope, id);
    joinUnit(this, 'infrastructure/configs');
    const { tenant, port, cidrs } = props;
    const { name, namespace, spec } = keysPolicy(tenant, port, cidrs);
    new NetworkPolicyV1(this, 'Resource', { metadata: { name, namespace }, spec });
    if (cidrs !== undefined) contribute(this, { kind: 'issuer-addresses', tenant, cidrs });
  }

  /** Makes it where the issuer needs it. */
  static where(scope: Construct, id: string, props: IssuerKeysProps): void {
    if (props.cidrs !== undefined || props.port !== 443) new IssuerKeys(scope, id, props);
  }
}
