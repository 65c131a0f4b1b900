import type { ClientTls, TlsVerdict } from '../world/client-tls.js';
import type { GatewayServer, ServerTls } from '../world/gateways.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, type Trail } from './answer.js';
import type { Link } from './link.js';
import type { Source } from './source.js';
import { trust } from './trust-step.js';

const CLIENTS = { mtls: 'mutual TLS of the mesh', plaintext: 'plaintext', tls: 'TLS of its own' } as const;

/**
 * A connection from inside of the mesh to a port on which a gateway serves: its servers say what TLS they take,
 * whatever PeerAuthentications ask for.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode
 */
export function gatewayLink(
  world: World,
  source: Source,
  gateway: Workload,
  servers: readonly GatewayServer[],
  tls: TlsVerdict,
  trail: Trail,
): Link {
  const client = clientOf(source, gateway, servers, tls);
  const fits = servers.some((server) => takesClient(server.tls, client));
  trail.add({
    kind: 'client-tls',
    outcome: fits ? 'pass' : 'deny',
    ...stepObject(tls.entry),
    text: `the caller speaks ${CLIENTS[client]}, ${fits ? 'as' : 'and'} ${fits ? 'a' : 'no'} server of ${key(gateway)} takes it`,
    ...(fits ? {} : { change: modeAdvice(client) }),
    basis: 'modelled',
  });
  const isKnown = fits && client === 'mtls' && source.kind === 'workload';
  if (!isKnown) return { trail, principal: undefined, guarded: true, client };
  trust(world, source.workload, gateway, trail);
  return { trail, principal: world.principalOf(source.workload), guarded: true, client };
}

/** What to change where the ends speak differently. */
export function modeAdvice(client: ClientTls): string {
  return client === 'mtls'
    ? 'Give the server ISTIO_MUTUAL, or the DestinationRule of its Service another mode.'
    : 'Let a DestinationRule for the Service of the gateway ask for what the server takes, such as ISTIO_MUTUAL.';
}

/** Whether a server takes what a client speaks. An application may speak TLS itself through a proxy that adds none. */
export function takesClient(server: ServerTls, client: ClientTls): boolean {
  switch (server) {
    case 'none':
      return client === 'plaintext';
    case 'istio':
      return client === 'mtls';
    case 'simple':
    case 'mutual':
      return client !== 'mtls';
    case 'passthrough':
      return true;
  }
}

/** Pods of gateways do not say that they take mutual TLS, so that proxies speak it to them only where a rule asks for it. */
function clientOf(
  source: Source,
  { labels }: Workload,
  servers: readonly GatewayServer[],
  { mode }: TlsVerdict,
): ClientTls {
  if (source.kind === 'outside' || !source.proxied || source.workload.mesh === 'ambient') return 'plaintext';
  if (mode !== 'auto') return mode;
  const chooses = !source.shielded && servers.some(({ tls }) => tls === 'istio');
  return chooses || labels['security.istio.io/tlsMode'] === 'istio' ? 'mtls' : 'plaintext';
}
