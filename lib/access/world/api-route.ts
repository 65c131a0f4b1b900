import { listOf, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import { byAge } from '../policy/order.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { filterHeaders } from './header-change.js';
import type { Destination } from './http-match.js';
import type { RouteScope } from './route-scope.js';

/** Group of the Gateway API. */
export const GATEWAY_API = 'gateway.networking.k8s.io';

/** Kinds of routes whose requests a proxy reads. */
const HTTP_KINDS = ['HTTPRoute', 'GRPCRoute'] as const;
/** Kinds of routes whose connections it passes on. */
const CONNECTION_KINDS = ['TLSRoute', 'TCPRoute'] as const;

/** The routes of the Gateway API in a set, the oldest first. */
export class ApiRoutes {
  private readonly http: readonly ManifestEntry[];
  private readonly connections: readonly ManifestEntry[];
  private readonly grants: readonly ManifestEntry[];
  private readonly meshRoutes = new Map<string, readonly ManifestEntry[]>();

  constructor(
    private readonly set: ManifestSet,
    private readonly domain: string,
  ) {
    const ofKinds = (kinds: readonly string[]): readonly ManifestEntry[] =>
      kinds.flatMap((kind) => [...set.byKind(GATEWAY_API, kind)].sort(byAge));
    this.http = ofKinds(HTTP_KINDS);
    this.connections = ofKinds(CONNECTION_KINDS);
    this.grants = set.byKind(GATEWAY_API, 'ReferenceGrant');
  }

  /** Every route that names a gateway, `namespace/name`. */
  behind(gateway: string): readonly ManifestEntry[] {
    return this.all().filter((entry) => bindsTo(entry, gateway));
  }

  /** Every route for calls in the mesh to a host. */
  before(host: string): readonly ManifestEntry[] {
    return this.all().filter((entry) => this.bindsToHost(entry, host));
  }

  /** Routes that may take requests at a listener. */
  atListener(protocol: 'http' | 'connection', gateway: string, scope: RouteScope): readonly ManifestEntry[] {
    return this.of(protocol).filter(
      (entry) =>
        bindsTo(entry, gateway, scope) &&
        (scope.kinds === undefined || scope.kinds.includes(entry.id.kind)) &&
        scope.hosts.some(({ owner }) => owner === '*' || owner === namespaceOf(entry)),
    );
  }

  /**
   * Routes for calls in the mesh to a host, as a caller sees them: one beside the Service is for every caller, one
   * elsewhere for callers of its own namespace, which prefer it.
   *
   * @see https://gateway-api.sigs.k8s.io/mesh/
   */
  inMesh(protocol: 'http' | 'connection', host: string, viewer: string, port: number): readonly ManifestEntry[] {
    if (this.of(protocol).length === 0) return [];
    const name = `${protocol} ${viewer} ${host}:${String(port)}`;
    const known = this.meshRoutes.get(name) ?? this.findInMesh(protocol, host, viewer, port);
    this.meshRoutes.set(name, known);
    return known;
  }

  private findInMesh(
    protocol: 'http' | 'connection',
    host: string,
    viewer: string,
    port: number,
  ): readonly ManifestEntry[] {
    const found = this.of(protocol).filter((entry) => this.bindsToHost(entry, host, port));
    const beside = (entry: ManifestEntry): boolean => this.ownersOf(entry, host).includes(namespaceOf(entry));
    const own = found.filter((entry) => !beside(entry) && namespaceOf(entry) === viewer);
    return own.length > 0 ? own : found.filter(beside);
  }

  /** Where a rule leads; in the mesh no grant is asked for. */
  destinationsOf(entry: ManifestEntry, rule: JsonObject, inMesh: boolean): readonly Destination[] {
    return this.backends(
      listOf(rule['backendRefs']).map((value) => mapAt(value)),
      entry,
      inMesh,
    );
  }

  /** Where a rule sends copies of requests. */
  mirrorsOf(entry: ManifestEntry, rule: JsonObject, inMesh: boolean): readonly Destination[] {
    return this.backends(mirrorReferences(rule), entry, inMesh);
  }

  private backends(references: readonly JsonObject[], entry: ManifestEntry, inMesh: boolean): readonly Destination[] {
    return references
      .filter((reference) => isBackend(reference) && (inMesh || this.isGranted(reference, entry)))
      .map((reference) => backend(reference, namespaceOf(entry), this.domain));
  }

  private all(): readonly ManifestEntry[] {
    return [...this.http, ...this.connections];
  }

  private of(protocol: 'http' | 'connection'): readonly ManifestEntry[] {
    return protocol === 'http' ? this.http : this.connections;
  }

  private bindsToHost(entry: ManifestEntry, host: string, port?: number): boolean {
    return parentsOf(entry).some(
      (parent) =>
        this.hostsOf(parent, entry).includes(host) &&
        (port === undefined || parent['port'] === undefined || parent['port'] === port),
    );
  }

  /** Namespaces of the parents of a route that have a host. */
  private ownersOf(entry: ManifestEntry, host: string): readonly string[] {
    return parentsOf(entry)
      .filter((parent) => this.hostsOf(parent, entry).includes(host))
      .map((parent) => textOf(parent['namespace']) ?? namespaceOf(entry));
  }

  /** Hosts of the Service or ServiceEntry that a route is for. */
  private hostsOf(parent: JsonObject, entry: ManifestEntry): readonly string[] {
    const { group, kind, name } = parent;
    const [space, own] = [textOf(parent['namespace']) ?? namespaceOf(entry), textOf(name) ?? ''];
    if (kind === 'Service' && (group === '' || group === 'core')) return [`${own}.${space}.svc.${this.domain}`];
    if (kind !== 'ServiceEntry' || group !== 'networking.istio.io') return [];
    const found = this.set.get('networking.istio.io', 'ServiceEntry', space, own);
    return found === undefined ? [] : strings(specOf(found)['hosts']);
  }

  /** Whether a route may send to a Service: one of its own namespace, or one that a ReferenceGrant opens to it. */
  private isGranted({ namespace, name }: JsonObject, entry: ManifestEntry): boolean {
    const own = namespaceOf(entry);
    const other = textOf(namespace) ?? own;
    if (other === own) return true;
    const isFrom = (each: JsonObject): boolean =>
      each['group'] === GATEWAY_API && each['kind'] === entry.id.kind && each['namespace'] === own;
    const isTo = (each: JsonObject): boolean =>
      (each['group'] ?? '') === '' && each['kind'] === 'Service' && (each['name'] ?? name) === name;
    return this.grants.some((grant) => {
      const { from, to } = specOf(grant);
      const some = (list: JsonObject[string], test: (each: JsonObject) => boolean): boolean =>
        listOf(list).some((value) => test(mapAt(value)));
      return namespaceOf(grant) === other && some(from, isFrom) && some(to, isTo);
    });
  }
}

/** Whether a route names a gateway, `namespace/name`, as its parent, and one of its listeners if it asks for one. */
function bindsTo(entry: ManifestEntry, gateway: string, at?: Pick<RouteScope, 'section' | 'port'>): boolean {
  return parentsOf(entry).some(({ group, kind, namespace, name, sectionName, port }) => {
    const isGateway = (kind ?? 'Gateway') === 'Gateway' && (group ?? GATEWAY_API) === GATEWAY_API;
    if (!isGateway || `${textOf(namespace) ?? namespaceOf(entry)}/${textOf(name) ?? ''}` !== gateway) return false;
    if (at === undefined) return true;
    return (sectionName === undefined || sectionName === at.section) && (port === undefined || port === at.port);
  });
}

function parentsOf(entry: ManifestEntry): readonly JsonObject[] {
  return listOf(specOf(entry)['parentRefs']).map((value) => mapAt(value));
}

/** A Service, or a host by Istio's own kind. */
function isBackend({ group, kind }: JsonObject): boolean {
  return ((kind ?? 'Service') === 'Service' && (group ?? '') === '') || isHostname({ group, kind });
}

function isHostname({ group, kind }: JsonObject): boolean {
  return kind === 'Hostname' && group === 'networking.istio.io';
}

/** Backends that get copies of requests; a share of nought is none. */
export function mirrorReferences(rule: JsonObject): readonly JsonObject[] {
  return listOf(rule['filters'])
    .map((value) => mapAt(value, 'requestMirror'))
    .filter(({ percent, fraction }) => percent !== 0 && mapAt(fraction)['numerator'] !== 0)
    .flatMap(({ backendRef }) => (backendRef === undefined ? [] : [mapAt(backendRef)]));
}

/** Host that a backend stands for, to a route of a namespace. */
export function backendHost(reference: JsonObject, own: string, domain: string): string {
  const name = textOf(reference['name']) ?? '';
  return isHostname(reference) ? name : `${name}.${textOf(reference['namespace']) ?? own}.svc.${domain}`;
}

function backend(reference: JsonObject, own: string, domain: string): Destination {
  const { port, weight } = reference;
  const headers = filterHeaders(listOf(reference['filters']).map((value) => mapAt(value)));
  return {
    host: backendHost(reference, own, domain),
    port: typeof port === 'number' ? port : undefined,
    weight: typeof weight === 'number' ? weight : 1,
    ...(headers === undefined ? {} : { headers }),
  };
}
