import { Construct } from 'constructs';
import { needSecret, refuse, type Host } from '../../../lib/model/index.js';
import { LeafCertificate, type IssuerRef, type Lifetime } from '../../cert-manager/index.js';
import { AllowPolicy, hostForms, JwtCheck } from '../../istio/index.js';
import type { IGateway } from '../contracts.js';
import { GATEWAY_PORTS } from './exposure.js';
import type { HostAccess, TokenAccess } from './props.js';

/** Props of {@link ServedHost}. */
export interface ServedHostProps {
  readonly gateway: IGateway;
  readonly host: Host;
  readonly access: HostAccess;
  readonly clientCertificates: 'none' | 'required';
  readonly issuerRef: IssuerRef;
  readonly lifetime: Lifetime;
}

/** What belongs to one host of a gateway: its certificate, and who may pass. */
export class ServedHost extends Construct {
  /** Secret with the certificate. */
  readonly credentialName: string;

  constructor(scope: Construct, id: string, props: ServedHostProps) {
    super(scope, id);
    const { gateway, host } = props;
    const { namespace } = gateway;
    this.credentialName = `${host}-tls`;
    new LeafCertificate(this, 'Certificate', {
      name: host,
      namespace,
      secretName: this.credentialName,
      dnsNames: [host],
      issuerRef: props.issuerRef,
      ...props.lifetime,
    });
    if (props.clientCertificates === 'required') {
      needSecret(this, {
        namespace,
        name: `${this.credentialName}-cacert`,
        keys: ['ca.crt'],
        purpose: `CA that signs the certificates of clients of ${host}`,
      });
    }
    this.admit(props);
  }

  private admit({ gateway, host, access }: ServedHostProps): void {
    const policy = {
      namespace: gateway.namespace,
      scope: { kind: 'pods', labels: gateway.podLabels },
    } as const;
    const to = [{ operation: { hosts: hostForms([host]), ports: [String(GATEWAY_PORTS.https)] } }];
    switch (access.kind) {
      case 'public':
        new AllowPolicy(this, 'Allow', { ...policy, name: `allow-${host}`, rules: () => [{ to }] });
        return;
      case 'jwt': {
        const when = claimConditions(this.node.path, access);
        const { issuer, jwksUri, audiences } = access;
        new JwtCheck(this, 'Jwt', {
          ...policy,
          name: `jwt-${host}`,
          issuer,
          ...(jwksUri === undefined ? {} : { jwksUri }),
          ...(audiences === undefined ? {} : { audiences }),
        });
        // The issuer is named as well: another issuer of this gateway could sign the same claim.
        const from = [{ source: { requestPrincipals: [`${issuer}/*`] } }];
        new AllowPolicy(this, 'Allow', { ...policy, name: `allow-${host}`, rules: () => [{ from, to, when }] });
      }
    }
  }
}

function claimConditions(where: string, { claims }: TokenAccess): { key: string; values: string[] }[] {
  const conditions = Object.entries(claims).map(([claim, values]) => ({
    key: `request.auth.claims[${claim}]`,
    values: [...values],
  }));
  if (conditions.length === 0 || conditions.some(({ values }) => values.length === 0)) {
    refuse(
      'TM1407',
      { where, field: 'access.claims' },
      'an issuer signs tokens for others too, so a claim with its accepted values must tell them apart',
      claims,
      'Write for instance `{ "custom:tenantid": ["tenant-a"] }`.',
    );
  }
  return conditions.sort((a, b) => (a.key < b.key ? -1 : 1));
}
