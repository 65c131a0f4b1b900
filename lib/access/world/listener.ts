import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { namespaceOf, specOf, type Labels } from '../policy/selector.js';
import type { GatewayServer } from './gateways.js';
import { labelTest } from './network-policy.js';

/** A namespace, as selectors see it. */
export interface Space {
  readonly name: string;
  readonly labels: Labels;
}

/** Listeners of a Gateway of the Gateway API. */
export function listenersOf(entry: ManifestEntry, spaces: readonly Space[]): readonly GatewayServer[] {
  return listOf(specOf(entry)['listeners']).map((value, index) => listener(entry, index, mapAt(value), spaces));
}

/**
 * Namespaces whose routes a listener takes: its own, unless it says otherwise; `*` for all, `.` for its own.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#allowedroutes
 */
export function routeOwners(listener: JsonObject, spaces: readonly Space[]): readonly string[] {
  const { from, selector } = mapAt(listener, 'allowedRoutes', 'namespaces');
  if (from === 'All') return ['*'];
  if (from !== 'Selector') return from === 'None' ? [] : ['.'];
  const takes = labelTest(mapAt(selector));
  return spaces.filter(({ labels }) => takes(labels)).map(({ name }) => name);
}

function listener(entry: ManifestEntry, index: number, value: JsonObject, spaces: readonly Space[]): GatewayServer {
  const { name, port, protocol, hostname } = value;
  const passthrough = mapAt(value, 'tls')['mode'] === 'Passthrough';
  return {
    entry,
    index,
    gateway: `${namespaceOf(entry)}/${entry.id.name}`,
    section: textOf(name) ?? '',
    kinds: kindsOf(value, passthrough),
    port: typeof port === 'number' ? port : 0,
    http: (protocol === 'HTTP' || protocol === 'HTTPS') && !passthrough,
    tls: passthrough ? 'passthrough' : protocol === 'HTTPS' || protocol === 'TLS' ? tlsOf(entry, value) : 'none',
    redirects: false,
    hosts: routeOwners(value, spaces).map((owner) => ({ owner, host: textOf(hostname) ?? '*' })),
  };
}

/** Kinds of routes that the protocol of a listener suggests, as far as it does not list fewer. */
function kindsOf(listener: JsonObject, passthrough: boolean): readonly string[] {
  const listed = listOf(mapAt(listener, 'allowedRoutes')['kinds']).map((kind) => textOf(mapAt(kind)['kind']) ?? '');
  const suggested = suggestedBy(listener['protocol'], passthrough);
  return listed.length === 0 ? suggested : suggested.filter((kind) => listed.includes(kind));
}

function suggestedBy(protocol: JsonObject[string], passthrough: boolean): readonly string[] {
  switch (protocol) {
    case 'HTTP':
    case 'HTTPS':
      return ['HTTPRoute', 'GRPCRoute'];
    case 'TLS':
      return passthrough ? ['TLSRoute'] : ['TLSRoute', 'TCPRoute'];
    case 'TCP':
      return ['TCPRoute'];
    default:
      return [];
  }
}

/** A listener that terminates TLS asks for a certificate of clients where its Gateway or its options say so. */
function tlsOf(entry: ManifestEntry, value: JsonObject): 'simple' | 'mutual' {
  const options = mapAt(value, 'tls', 'options');
  const wide = mapAt(specOf(entry), 'tls', 'frontend', 'default', 'validation');
  const asked = options['gateway.istio.io/tls-terminate-mode'] === 'MUTUAL' || wide['caCertificateRefs'] !== undefined;
  return asked ? 'mutual' : 'simple';
}
