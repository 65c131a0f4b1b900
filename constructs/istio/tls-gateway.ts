import { Construct } from 'constructs';
import { GatewayV1, type GatewayV1SpecServers } from '../../lib/imports/istio/index.js';
import { lazyList } from '../../lib/model/index.js';

/** A host that a gateway terminates TLS for. */
export interface TlsHost {
  /** The host. */
  readonly host: string;
  /** The one namespace whose routes may claim it. */
  readonly namespace: string;
  /** Secret with its certificate, in the namespace of the gateway pods. */
  readonly credentialName: string;
  /** Whether clients must show a certificate, judged by the Secret `<credentialName>-cacert`. */
  readonly clientCertificates: 'none' | 'required';
}

/** Props of {@link TlsGateway}. */
export interface TlsGatewayProps {
  /** Name of the Gateway. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Labels of the gateway pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Makes the hosts, one at least; it runs at synth, so that hosts may be added until then. */
  readonly hosts: () => readonly TlsHost[];
}

/**
 * A Gateway that speaks TLS 1.2 and 1.3 on 443 and redirects 80 to it. A host is bound to one namespace.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export class TlsGateway extends Construct {
  constructor(scope: Construct, id: string, props: TlsGatewayProps) {
    super(scope, id);
    const servers = lazyList(() => gatewayServers(sorted(props.hosts())));
    new GatewayV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: { selector: { ...props.podLabels }, servers },
    });
  }
}

function sorted(hosts: readonly TlsHost[]): readonly TlsHost[] {
  return [...hosts].sort((a, b) => (a.host < b.host ? -1 : 1));
}

function gatewayServers(hosts: readonly TlsHost[]): GatewayV1SpecServers[] {
  return [
    {
      port: { number: 80, name: 'http', protocol: 'HTTP' },
      hosts: hosts.map(bound),
      tls: { httpsRedirect: true },
    },
    ...hosts.map((entry) => ({
      port: { number: 443, name: portName(entry.host), protocol: 'HTTPS' },
      hosts: [bound(entry)],
      tls: {
        mode: entry.clientCertificates === 'required' ? ('MUTUAL' as const) : ('SIMPLE' as const),
        credentialName: entry.credentialName,
        minProtocolVersion: 'TLSV1_2' as const,
        maxProtocolVersion: 'TLSV1_3' as const,
      },
    })),
  ];
}

function bound({ namespace, host }: TlsHost): string {
  return `${namespace}/${host}`;
}

/** Istio splits names of routes at dots, so a dot becomes `-`; a `-` is doubled, so that no two hosts share a name. */
function portName(host: string): string {
  return `https-${host.replaceAll('-', '--').replaceAll('.', '-')}`;
}
