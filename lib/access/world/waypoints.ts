import { listOf, mapAt, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { GATEWAY_LABEL, WAYPOINT_CLASS, type Served } from '../policy/attachment.js';
import { namespaceOf, specOf, type Labels } from '../policy/selector.js';
import { routeOwners, type Space } from './listener.js';
import type { MeshService } from './service.js';
import { key, ownLabel, type NamespaceFacts, type Workload } from './workload.js';

/** A waypoint: a Gateway of its class, and the pods that run it. */
export interface Waypoint {
  readonly entry: ManifestEntry;
  readonly pods: Workload;
  /** Calls that it takes: to Services, to pods by their address, or both. */
  readonly traffic: string;
  /** Namespaces whose Services and pods may use it; `*` for all, `.` for its own. */
  readonly owners: readonly string[];
}

/** The waypoint that calls to a Service or pod pass. */
export type WaypointChoice =
  | { readonly kind: 'none' }
  /** Its pods stand for what they judge here. */
  | { readonly kind: 'used'; readonly waypoint: Waypoint; readonly pods: Workload }
  /** One is named and calls go past it. */
  | { readonly kind: 'past'; readonly text: string; readonly entry: ManifestEntry | undefined };

/** What a waypoint is looked up for. */
interface Target {
  readonly namespace: string;
  readonly labels: Labels;
  readonly serves: Served;
}

const USE = 'istio.io/use-waypoint';
const USE_NAMESPACE = 'istio.io/use-waypoint-namespace';
const FOR = 'istio.io/waypoint-for';
const INGRESS = 'istio.io/ingress-use-waypoint';
const NONE: WaypointChoice = { kind: 'none' };

/**
 * The waypoints of a set, and who uses which: the label of a Service or pod counts, else that of its namespace.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export class Waypoints {
  private readonly byName = new Map<string, Waypoint>();
  private readonly others: ReadonlySet<string>;
  private readonly ofServices = new Map<MeshService, WaypointChoice>();
  private readonly ofPods = new Map<Workload, WaypointChoice>();

  constructor(
    set: ManifestSet,
    private readonly namespaces: ReadonlyMap<string, NamespaceFacts>,
    workloads: readonly Workload[],
  ) {
    const gateways = set.byKind('gateway.networking.k8s.io', 'Gateway');
    const spaces = [...namespaces].map(([name, { labels }]) => ({ name, labels }));
    const pods = new Map(workloads.map((each) => [`${each.namespace}/${each.labels[GATEWAY_LABEL] ?? ''}`, each]));
    const fallback = classTraffic(set);
    for (const entry of gateways.filter(isWaypoint)) {
      const name = nameOf(entry);
      const traffic = entry.object.metadata.labels?.[FOR] ?? fallback;
      const found = { ...(pods.get(name) ?? podsOf(entry)), serves: { kind: 'pods' as const } };
      this.byName.set(name, { entry, pods: found, traffic, owners: ownersOf(entry, spaces) });
    }
    this.others = new Set(gateways.filter((entry) => !isWaypoint(entry)).map(nameOf));
  }

  /** Whether there is no waypoint at all. */
  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  /** The waypoint of calls to a Service. */
  ofService(service: MeshService): WaypointChoice {
    const known = this.ofServices.get(service);
    if (known !== undefined) return known;
    const { namespace, name, entry } = service;
    const labels = entry.object.metadata.labels ?? {};
    const serves = { kind: entry.id.kind === 'Service' ? 'Service' : 'ServiceEntry', namespace, name } as const;
    const made = this.choose({ namespace, labels, serves });
    this.ofServices.set(service, made);
    return made;
  }

  /** The waypoint of calls to the address of a pod. */
  ofWorkload(workload: Workload): WaypointChoice {
    const known = this.ofPods.get(workload);
    if (known !== undefined) return known;
    const { namespace, labels } = workload;
    const made = this.choose({ namespace, labels, serves: { kind: 'pods' } });
    this.ofPods.set(workload, made);
    return made;
  }

  /** Whether gateways send calls to a Service through its waypoint. */
  takesIngress({ namespace, entry }: MeshService): boolean {
    const own = entry.object.metadata.labels?.[INGRESS];
    return (own ?? this.labelsOf(namespace)[INGRESS])?.toLowerCase() === 'true';
  }

  private choose({ namespace, labels, serves }: Target): WaypointChoice {
    // Pods and Services of waypoints have none.
    if (this.byName.has(`${namespace}/${labels[GATEWAY_LABEL] ?? ''}`)) return NONE;
    const space = this.labelsOf(namespace);
    const from = labels[USE] === undefined ? space : labels;
    const named = from[USE];
    if (named === undefined || named === 'none') return NONE;
    const name = `${from[USE_NAMESPACE] ?? namespace}/${named}`;
    const waypoint = this.byName.get(name);
    if (waypoint === undefined) return past(undefined, `waypoint ${name} ${this.missing(name)}`);
    const { owners, entry, traffic } = waypoint;
    const own = namespaceOf(entry);
    if (!owners.some((owner) => owner === '*' || namespace === (owner === '.' ? own : owner)))
      return past(entry, `waypoint ${name} takes nothing of namespace ${namespace}`);
    const wanted = serves.kind === 'pods' ? 'workload' : 'service';
    if (traffic === 'all' || traffic === wanted) return { kind: 'used', waypoint, pods: { ...waypoint.pods, serves } };
    // A namespace that names a waypoint for Services means nothing for its pods.
    return from === space && wanted === 'workload' ? NONE : past(entry, `waypoint ${name} is for ${traffic} alone`);
  }

  private missing(name: string): string {
    return this.others.has(name) ? `is a Gateway of another class than ${WAYPOINT_CLASS}` : 'is not in the set';
  }

  private labelsOf(namespace: string): Labels {
    return this.namespaces.get(namespace)?.labels ?? ownLabel(namespace);
  }
}

function past(entry: ManifestEntry | undefined, why: string): WaypointChoice {
  return { kind: 'past', entry, text: `${why}, so calls go past it` };
}

function isWaypoint(entry: ManifestEntry): boolean {
  return specOf(entry)['gatewayClassName'] === WAYPOINT_CLASS;
}

function nameOf(entry: ManifestEntry): string {
  return key({ namespace: namespaceOf(entry), name: entry.id.name });
}

/** What waypoints take where their Gateway does not say: the class may, and Services are the default. */
function classTraffic(set: ManifestSet): string {
  const known = set.byKind('gateway.networking.k8s.io', 'GatewayClass').find(({ id }) => id.name === WAYPOINT_CLASS);
  return known?.object.metadata.labels?.[FOR] ?? 'service';
}

/** Namespaces that the listener of the tunnel takes. */
function ownersOf(entry: ManifestEntry, spaces: readonly Space[]): readonly string[] {
  const listeners = listOf(specOf(entry)['listeners']).map((value) => mapAt(value));
  const tunnel = listeners.find(({ protocol, port }) => protocol === 'HBONE' && port === 15_008);
  return tunnel === undefined ? ['.'] : routeOwners(tunnel, spaces);
}

/** Pods of a waypoint, where nothing in the set shows them. */
function podsOf(entry: ManifestEntry): Workload {
  const { name } = entry.id;
  return {
    namespace: namespaceOf(entry),
    name,
    labels: { [GATEWAY_LABEL]: name, 'gateway.networking.k8s.io/gateway-class-name': WAYPOINT_CLASS },
    annotations: {},
    serviceAccount: name,
    portNames: new Map(),
    ports: [],
    mesh: 'waypoint',
    entry,
  };
}
