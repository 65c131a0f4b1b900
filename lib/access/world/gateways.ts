import { listOf, mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { selects, strings } from '../../analyzer/read.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { hostCovers } from './egress-scope.js';
import { listenersOf } from './listener.js';
import type { RouteScope } from './route-scope.js';
import { readNamespaces, type Workload } from './workload.js';

/** What a server of a gateway does with TLS; `istio` wants the certificate of a workload of the mesh. */
export type ServerTls = 'none' | 'simple' | 'mutual' | 'istio' | 'passthrough';

/** A server of a Gateway, or a listener of the Gateway API. */
export interface GatewayServer {
  readonly entry: ManifestEntry;
  /** Place in the list of servers. */
  readonly index: number;
  /** Gateway as routes name it, `namespace/name`. */
  readonly gateway: string;
  /** Name of the listener, which routes may ask for. @default - servers of Istio's own kind have none */
  readonly section?: string;
  /** Kinds of routes that may take its requests. @default - VirtualServices */
  readonly kinds?: readonly string[];
  readonly port: number;
  /** Whether requests are HTTP behind TLS, if any. */
  readonly http: boolean;
  readonly tls: ServerTls;
  /** Whether it answers every request by a redirect to HTTPS. */
  readonly redirects: boolean;
  /** Hosts, with the namespace whose routes may serve them; `*` for any. */
  readonly hosts: readonly { readonly owner: string; readonly host: string }[];
}

/** The gateways of a set. */
export class Gateways {
  private readonly istio: readonly {
    readonly selector: Readonly<Record<string, string>>;
    readonly servers: readonly GatewayServer[];
  }[];
  private readonly kubernetes: ReadonlyMap<string, readonly GatewayServer[]>;

  constructor(set: ManifestSet) {
    this.istio = set.byKind('networking.istio.io', 'Gateway').map((entry) => ({
      selector: textsOf(mapAt(specOf(entry), 'selector')),
      servers: listOf(specOf(entry)['servers']).map((value, index) => istioServer(entry, index, mapAt(value))),
    }));
    const spaces = [...readNamespaces(set)].map(([name, { labels }]) => ({ name, labels }));
    this.kubernetes = new Map(
      set
        .byKind('gateway.networking.k8s.io', 'Gateway')
        .map((entry) => [`${namespaceOf(entry)}/${entry.id.name}`, listenersOf(entry, spaces)]),
    );
  }

  /** Servers that the pods of a workload run. */
  serversOf({ namespace, labels }: Workload): readonly GatewayServer[] {
    const istio = this.istio.filter(({ selector }) => selects(selector, labels)).flatMap(({ servers }) => servers);
    const named = labels['gateway.networking.k8s.io/gateway-name'];
    return named === undefined ? istio : [...istio, ...(this.kubernetes.get(`${namespace}/${named}`) ?? [])];
  }
}

/**
 * Every server whose routes may take a host, of those on one port, the one that takes it first: behind plain HTTP all
 * servers of Istio's own kind on a port share their routes.
 */
export function serversSharing(servers: readonly GatewayServer[], host: string): readonly GatewayServer[] {
  const taking = servers
    .filter((server) => server.hosts.some((each) => hostCovers(each.host, host)))
    .sort((a, b) => bestLength(b, host) - bestLength(a, host));
  const [first] = taking;
  if (first === undefined) return [];
  return isPlain(first) ? taking.filter(isPlain) : [first];
}

function isPlain({ http, tls, section }: GatewayServer): boolean {
  return http && tls === 'none' && section === undefined;
}

/** Where routes meet requests that a server takes. */
export function scopeOf({ entry, hosts, section, kinds, port }: GatewayServer, viewer: string): RouteScope {
  const own = namespaceOf(entry);
  const owned = hosts.map(({ owner, host }) => ({ owner: owner === '.' ? own : owner, host }));
  return { hosts: owned, viewer, section, kinds, port };
}

function bestLength({ hosts }: GatewayServer, host: string): number {
  return Math.max(...hosts.filter((each) => hostCovers(each.host, host)).map((each) => each.host.length));
}

function istioServer(entry: ManifestEntry, index: number, server: JsonObject): GatewayServer {
  const port = mapAt(server, 'port');
  const tls = mapAt(server, 'tls');
  const protocol = textOf(port['protocol'])?.toUpperCase() ?? 'HTTP';
  return {
    entry,
    index,
    gateway: `${namespaceOf(entry)}/${entry.id.name}`,
    port: typeof port['number'] === 'number' ? port['number'] : 0,
    http: ['HTTP', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB'].includes(protocol) && tls['mode'] !== 'PASSTHROUGH',
    tls: protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'TCP' ? plainOr(tls) : tlsOf(tls['mode']),
    redirects: tls['httpsRedirect'] === true,
    hosts: strings(server['hosts']).map((text) => {
      const slash = text.indexOf('/');
      return slash < 0 ? { owner: '*', host: text } : { owner: text.slice(0, slash), host: text.slice(slash + 1) };
    }),
  };
}

function plainOr(tls: JsonObject): ServerTls {
  return tls['mode'] === undefined ? 'none' : tlsOf(tls['mode']);
}

function tlsOf(mode: JsonObject[string]): ServerTls {
  switch (mode) {
    case 'ISTIO_MUTUAL':
      return 'istio';
    case 'MUTUAL':
      return 'mutual';
    case 'PASSTHROUGH':
    case 'AUTO_PASSTHROUGH':
      return 'passthrough';
    default:
      return 'simple';
  }
}
