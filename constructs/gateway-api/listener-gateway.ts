import { Construct } from 'constructs';
import { GatewayV1, HTTPRouteV1, type GatewayV1SpecListeners } from '../../lib/imports/gateway-api/index.js';
import { lazyList } from '../../lib/model/index.js';

/** A listener's host. */
export interface ListenerHost {
  /** The host. */
  readonly host: string;
  /** The one namespace whose routes may claim it. */
  readonly namespace: string;
  /** Secret with its certificate, in the namespace of the Gateway. */
  readonly secretName: string;
  /** Whether clients must show a certificate, judged by the Secret `<secretName>-cacert`. */
  readonly clientCertificates: 'none' | 'required';
}

/** Props of {@link ListenerGateway}. */
export interface ListenerGatewayProps {
  /** Name of the Gateway. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Full host of the Service before the gateway pods, which exist already. */
  readonly serviceHost: string;
  /** Makes the hosts, one at least; it runs at synth, so that hosts may be added until then. */
  readonly hosts: () => readonly ListenerHost[];
}

/**
 * A Gateway of the Gateway API on gateway pods that are already there, with one listener a host on 443, and a route that
 * redirects 80 to it.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/
 */
export class ListenerGateway extends Construct {
  constructor(scope: Construct, id: string, props: ListenerGatewayProps) {
    super(scope, id);
    const { name, namespace } = props;
    const listeners = lazyList<GatewayV1SpecListeners>(() => [PLAIN, ...tlsListeners(props.hosts())]);
    new GatewayV1(this, 'Resource', {
      metadata: { name, namespace },
      spec: {
        gatewayClassName: 'istio',
        // The address of a Service ties the Gateway to pods that exist, instead of having new ones made.
        addresses: [{ type: 'Hostname', value: props.serviceHost }],
        listeners,
      },
    });
    new HTTPRouteV1(this, 'Redirect', {
      metadata: { name: `${name}-redirect`, namespace },
      spec: {
        parentRefs: [{ name, namespace, sectionName: PLAIN.name }],
        rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
      },
    });
  }
}

/** The plain listener takes the redirect of the Gateway's own namespace alone. */
const PLAIN = {
  name: 'http',
  port: 80,
  protocol: 'HTTP',
  allowedRoutes: { namespaces: { from: 'Same' } },
} as const satisfies GatewayV1SpecListeners;

function tlsListeners(hosts: readonly ListenerHost[]): GatewayV1SpecListeners[] {
  return [...hosts]
    .sort((a, b) => (a.host < b.host ? -1 : 1))
    .map(({ host, namespace, secretName, clientCertificates }) => ({
      name: host,
      hostname: host,
      port: 443,
      protocol: 'HTTPS',
      tls: {
        mode: 'Terminate',
        certificateRefs: [{ kind: 'Secret', name: secretName }],
        ...(clientCertificates === 'required' ? { options: { 'gateway.istio.io/tls-terminate-mode': 'MUTUAL' } } : {}),
      },
      allowedRoutes: {
        namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
      },
    }));
}
