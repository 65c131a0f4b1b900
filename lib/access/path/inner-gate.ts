import type { CallProtocol } from '../policy/call.js';
import type { ClientTls, TlsVerdict } from '../world/client-tls.js';
import { serversSharing, type GatewayServer } from '../world/gateways.js';
import { splitAuthority } from '../world/host.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, type Trail } from './answer.js';
import { arrive } from './arrival.js';
import { arrivalOf, type Ask } from './ask.js';
import { modeAdvice, takesClient } from './gateway-link.js';
import type { Link } from './link.js';

/** A call that a gateway took, and that its routes lead on. */
export interface Entered {
  /** The server that took it first, and those that share its routes. */
  readonly sharing: readonly [GatewayServer, ...GatewayServer[]];
  /** Authority of the request. */
  readonly host: string;
  /** Server name of the connection. */
  readonly sni: string;
  readonly ask: Ask;
}

/** What comes to a port of a gateway from inside of the mesh. */
export interface Inward {
  readonly gateway: Workload;
  readonly port: number;
  readonly protocol: CallProtocol;
  readonly tls: TlsVerdict;
  /** Server name that the proxy of a caller asks for by itself. */
  readonly ownSni: string;
  /** Authority of the request. */
  readonly host: string;
}

/** A call from inside at a server of a gateway: which server takes it, and what the gateway's policies say. */
export function enterGate(world: World, inward: Inward, link: Link, ask: Ask, trail: Trail): Entered | undefined {
  const { gateway, port, host } = inward;
  const client = link.client ?? 'plaintext';
  const sni = serverName(inward, client, ask);
  const [server, ...others] = serversSharing(world.serversAt(gateway, port), sni);
  const base = { kind: 'gateway', ...stepObject(server?.entry), basis: 'modelled' } as const;
  if (server === undefined) {
    const text = `no server of ${key(gateway)} takes ${sni} on port ${String(port)}`;
    trail.add({ ...base, outcome: 'deny', text, change: 'Add a server for the host to a Gateway.' });
    return undefined;
  }
  const at = { ...base, rule: server.index };
  if (!takesClient(server.tls, client)) {
    const text = `the server for ${sni} does not take what the caller speaks (TLS ${server.tls})`;
    trail.add({ ...at, outcome: 'deny', text, change: modeAdvice(client) });
    return undefined;
  }
  const asks = server.tls === 'mutual';
  const text = `a server takes ${sni} on port ${String(port)} (TLS ${server.tls})`;
  trail.add({ ...at, outcome: asks ? 'depends' : 'pass', text }, 'the certificate that the client presents');
  const call = arrivalOf(ask, {
    principal: link.principal,
    port,
    protocol: server.http ? 'http' : 'tcp',
    host,
    sni: server.tls === 'none' ? '' : sni,
  });
  arrive(world, gateway, call, ask.providers, trail);
  return trail.denied ? undefined : { sharing: [server, ...others], host, sni, ask };
}

/** Name by which a server is chosen: that of the connection, or the host of a request in plaintext. */
function serverName({ tls, ownSni, host, protocol }: Inward, client: ClientTls, ask: Ask): string {
  const called = splitAuthority(host).host;
  switch (client) {
    case 'mtls':
      return tls.sni ?? (tls.mode === 'auto' && ownSni === '' ? (ask.sni ?? called) : ownSni);
    case 'tls':
      return tls.sni ?? called;
    case 'plaintext':
      return protocol === 'http' ? called : (ask.sni ?? called);
  }
}
