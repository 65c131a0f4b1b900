import { listOf, mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import { blockRange, type AddressSpan } from '../policy/ip-block.js';
import { namespaceOf, specOf, type Labels } from '../policy/selector.js';

/** How a proxy reads a port; `auto` is decided by the first bytes. */
export type PortProtocol = 'http' | 'tcp' | 'auto';

/** A port of a service. */
export interface ServicePort {
  readonly port: number;
  /** Port of the pods, by number or name. */
  readonly target: number | string;
  readonly protocol: PortProtocol;
}

/** Something that has a host name in the mesh: a Service, or a host of a ServiceEntry. */
export interface MeshService {
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly ServicePort[];
  /** Labels of its pods; undefined where no pods of the set are behind it. */
  readonly selector: Labels | undefined;
  /** Namespaces that may see it: `*`, `.`, `~` or names. */
  readonly exportTo: readonly string[];
  /** Whether it stands for something outside of the mesh. */
  readonly external: boolean;
  /** Addresses that stand for its host. */
  readonly addresses: readonly AddressSpan[];
  /** Where calls outside of the mesh end: where they were made for, where DNS says, or at one of these. */
  readonly ends: 'called' | 'resolved' | readonly AddressSpan[];
  readonly entry: ManifestEntry;
}

const HTTP = new Set(['http', 'http2', 'grpc', 'grpc-web', 'kubernetes.io/h2c', 'kubernetes.io/ws']);
const TCP = new Set(['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'kubernetes.io/wss']);
const EXPORT = 'networking.istio.io/exportTo';

/** Every service of a set by host; hosts of ServiceEntries come after Services. */
export function readServices(set: ManifestSet, domain: string): readonly MeshService[] {
  const own = set.byKind('', 'Service').map((entry) => serviceOf(entry, domain));
  const entries = set.byKind('networking.istio.io', 'ServiceEntry').flatMap(entryHosts);
  return [...own, ...entries];
}

function serviceOf(entry: ManifestEntry, domain: string): MeshService {
  const spec = specOf(entry);
  const namespace = namespaceOf(entry);
  const selector = textsOf(mapAt(spec, 'selector'));
  const exported = entry.object.metadata.annotations?.[EXPORT];
  return {
    host: `${entry.id.name}.${namespace}.svc.${domain}`,
    namespace,
    name: entry.id.name,
    ports: listOf(spec['ports']).map((value) => servicePort(mapAt(value))),
    selector: Object.keys(selector).length === 0 ? undefined : selector,
    exportTo: exported === undefined ? ['*'] : exported.split(',').map((text) => text.trim()),
    external: spec['type'] === 'ExternalName',
    addresses: [],
    ends: 'resolved',
    entry,
  };
}

function entryHosts(entry: ManifestEntry): readonly MeshService[] {
  const spec = specOf(entry);
  const exportTo = strings(spec['exportTo']);
  const selector = textsOf(mapAt(spec, 'workloadSelector', 'labels'));
  const addresses = strings(spec['addresses']).flatMap((text) => blockRange(text) ?? []);
  const ends = endsOf(spec);
  return strings(spec['hosts']).map((host) => ({
    host,
    namespace: namespaceOf(entry),
    name: entry.id.name,
    ports: listOf(spec['ports']).map((value) => entryPort(mapAt(value))),
    selector: Object.keys(selector).length === 0 ? undefined : selector,
    exportTo: exportTo.length === 0 ? ['*'] : exportTo,
    external: spec['location'] !== 'MESH_INTERNAL',
    addresses,
    ends,
    entry,
  }));
}

/**
 * Where calls to a ServiceEntry end.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
 */
function endsOf(spec: JsonObject): MeshService['ends'] {
  const resolution = textOf(spec['resolution']) ?? 'NONE';
  const endpoints = listOf(spec['endpoints']).map((value) => blockRange(textOf(mapAt(value)['address']) ?? ''));
  if (resolution === 'NONE' || (resolution === 'STATIC' && endpoints.length === 0)) return 'called';
  const known = endpoints.filter((range) => range !== undefined);
  return known.length === 0 || known.length < endpoints.length ? 'resolved' : known;
}

function servicePort(port: JsonObject): ServicePort {
  const number = numberOf(port['port']);
  const target = port['targetPort'];
  return {
    port: number,
    target: typeof target === 'number' || typeof target === 'string' ? target : number,
    protocol: protocolOf(textOf(port['appProtocol']), textOf(port['name'])),
  };
}

function entryPort(port: JsonObject): ServicePort {
  const number = numberOf(port['number']);
  const target = port['targetPort'];
  return {
    port: number,
    target: typeof target === 'number' ? target : number,
    protocol: protocolOf(textOf(port['protocol'])?.toLowerCase(), textOf(port['name'])),
  };
}

/** Protocol of a port: what `appProtocol` says, else the beginning of its name. */
export function protocolOf(appProtocol: string | undefined, name: string | undefined): PortProtocol {
  for (const said of [appProtocol?.toLowerCase(), name?.split('-')[0]?.toLowerCase()]) {
    if (said === undefined) continue;
    if (HTTP.has(said)) return 'http';
    if (TCP.has(said)) return 'tcp';
  }
  return 'auto';
}

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
