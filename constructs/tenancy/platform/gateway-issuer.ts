import { Construct } from 'constructs';
import { ClusterIssuerV1, type ClusterIssuerV1Spec } from '../../../lib/imports/cert-manager/index.js';
import { host, httpsUrl, needSecret } from '../../../lib/model/index.js';
import type { IssuerRef } from '../../cert-manager/index.js';

/** Who issues the certificates that gateways show to the world. */
export type GatewayIssuerSource =
  /** ACME, with names proved in Route 53 under the identity of cert-manager's account. */
  | {
      readonly kind: 'acme-route53';
      /** Address that the authority writes to. */
      readonly email: string;
      /** AWS region of the API calls. */
      readonly region: string;
      /** DNS zones that are proved, such as `example.com`. */
      readonly dnsZones: readonly string[];
      /** Directory of the authority. @default 'https://acme-v02.api.letsencrypt.org/directory' */
      readonly server?: string;
      /** Id of the hosted zone. May be a fact. @default - found by the name of the zone */
      readonly hostedZoneID?: string;
    }
  /** A CA whose certificate and key somebody supplies as a Secret in `cert-manager`. */
  | {
      readonly kind: 'ca-secret';
      /** Name of the Secret. @default 'gateway-ca' */
      readonly secretName?: string;
    };

const NAME = 'gateway';
const NAMESPACE = 'cert-manager';

/**
 * The ClusterIssuer of gateway certificates. It has nothing to do with the mesh: its certificates bear host names, not
 * identities. Admission policies keep tenants from using it.
 *
 * @see https://cert-manager.io/docs/configuration/
 */
export class GatewayIssuer extends Construct {
  /** Reference for Certificates of any namespace. */
  readonly issuerRef: IssuerRef = { name: NAME, kind: 'ClusterIssuer' };

  constructor(scope: Construct, id: string, source: GatewayIssuerSource) {
    super(scope, id);
    new ClusterIssuerV1(this, 'Resource', { metadata: { name: NAME }, spec: issuerSpec(this, source) });
  }
}

function issuerSpec(scope: Construct, source: GatewayIssuerSource): ClusterIssuerV1Spec {
  const where = scope.node.path;
  switch (source.kind) {
    case 'acme-route53': {
      const { hostedZoneID, region } = source;
      const dnsZones = source.dnsZones.map((zone, index) => host(zone, { where, field: `dnsZones[${index}]` }));
      const server = source.server ?? 'https://acme-v02.api.letsencrypt.org/directory';
      return {
        acme: {
          server: httpsUrl(server, { where, field: 'server' }),
          email: source.email,
          privateKeySecretRef: { name: `${NAME}-acme-account` },
          solvers: [
            {
              selector: { dnsZones: [...dnsZones].sort() },
              dns01: { route53: { region, ...(hostedZoneID === undefined ? {} : { hostedZoneID }) } },
            },
          ],
        },
      };
    }
    case 'ca-secret': {
      const secretName = source.secretName ?? 'gateway-ca';
      const purpose = 'CA of the certificates that gateways show';
      needSecret(scope, { namespace: NAMESPACE, name: secretName, keys: ['tls.crt', 'tls.key'], purpose });
      return { ca: { secretName } };
    }
  }
}
