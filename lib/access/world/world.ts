import type { ManifestSet } from '../../manifest/index.js';
import { mapAt, textOf } from '../../manifest/index.js';
import { selects } from '../../analyzer/read.js';
import { meshConfig, type MeshConfig } from '../mesh-config.js';
import type { Address, CallProtocol } from '../policy/call.js';
import { holdsAddress } from '../policy/ip-block.js';
import { refusedPolicies } from '../policy/refused.js';
import { Policies, type WorkloadPolicies } from '../policy/policies.js';
import { ClientRules } from './client-tls.js';
import { EgressScope } from './egress-scope.js';
import { Gateways, type GatewayServer } from './gateways.js';
import { Network, type NetworkEnd } from './network.js';
import { Routes } from './routes.js';
import { readServices, type MeshService, type PortProtocol, type ServicePort } from './service.js';
import { TrustRoots, type Trust } from './trust-roots.js';
import { Waypoints } from './waypoints.js';
import { key, ownLabel, readNamespaces, readWorkloads, type NamespaceFacts, type Workload } from './workload.js';

/** A port that a waypoint judges for. */
export interface WaypointFront {
  /** Pods of the waypoint, as they judge there. */
  readonly pods: Workload;
  readonly port: number;
  readonly protocol: CallProtocol;
}

/** A set as callers and callees: indexed once, in time linear in its objects. */
export class World {
  readonly mesh: MeshConfig;
  readonly domain: string;
  readonly workloads: readonly Workload[];
  readonly services: readonly MeshService[];
  readonly network: Network;
  readonly scope: EgressScope;
  readonly clientRules: ClientRules;
  readonly trustRoots: TrustRoots;
  readonly routes: Routes;
  readonly gateways: Gateways;
  readonly waypoints: Waypoints;
  /**
   * Defaults that were assumed for want of an object, and policies that Istio refuses, as sentences: those are judged as
   * istiod builds them where its webhook does not run.
   */
  readonly assumptions: readonly string[];
  private readonly namespaces: ReadonlyMap<string, NamespaceFacts>;
  private readonly policies: Policies;
  private readonly byKey = new Map<string, Workload>();
  private readonly byNamespace = new Map<string, Workload[]>();
  private readonly byTenant = new Map<string, Workload[]>();
  private readonly byHost = new Map<string, MeshService[]>();
  private readonly servicesByNamespace = new Map<string, MeshService[]>();
  private readonly policyCache = new Map<Workload, WorkloadPolicies>();
  private readonly endCache = new Map<Workload, NetworkEnd>();
  private readonly trustCache = new Map<Workload, Trust>();
  private readonly beforeCache = new Map<Workload, readonly MeshService[]>();
  private readonly serverCache = new Map<string, readonly GatewayServer[]>();
  private readonly frontCache = new Map<string, readonly WaypointFront[]>();
  private readonly behind = new Map<MeshService, readonly Workload[]>();

  /** @param set - what is read */
  constructor(readonly set: ManifestSet) {
    this.mesh = meshConfig(set);
    this.domain =
      textOf(mapAt(this.mesh.entry?.object, 'spec', 'values', 'global', 'proxy')['clusterDomain']) ?? 'cluster.local';
    this.namespaces = readNamespaces(set);
    this.workloads = readWorkloads(set, this.namespaces);
    this.services = readServices(set, this.domain);
    this.network = new Network(set);
    this.scope = new EgressScope(set, this.mesh);
    this.clientRules = new ClientRules(set, this.mesh, this.domain);
    this.trustRoots = new TrustRoots(set, this.mesh);
    this.routes = new Routes(set, this.mesh, this.domain);
    this.gateways = new Gateways(set);
    this.waypoints = new Waypoints(set, this.namespaces, this.workloads);
    this.policies = new Policies(set, this.mesh);
    this.assumptions = [...this.mesh.assumptions, ...refusedPolicies(set)];
    for (const workload of this.workloads) {
      this.byKey.set(key(workload), workload);
      push(this.byNamespace, workload.namespace, workload);
      if (workload.tenant !== undefined) push(this.byTenant, workload.tenant, workload);
    }
    for (const service of this.services) {
      push(this.byHost, service.host, service);
      push(this.servicesByNamespace, service.namespace, service);
    }
  }

  /** The workload of a name. */
  workload(namespace: string, name: string): Workload | undefined {
    return this.byKey.get(`${namespace}/${name}`);
  }

  /** Workloads of a namespace. */
  inNamespace(namespace: string): readonly Workload[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** Workloads in the namespaces of a tenant. */
  ofTenant(tenant: string): readonly Workload[] {
    return this.byTenant.get(tenant) ?? [];
  }

  /** Services of a namespace. */
  servicesIn(namespace: string): readonly MeshService[] {
    return this.servicesByNamespace.get(namespace) ?? [];
  }

  /** Services of a namespace that have a workload behind them. */
  servicesBefore(workload: Workload): readonly MeshService[] {
    return cached(this.beforeCache, workload, () =>
      this.servicesIn(workload.namespace).filter((service) => this.behindService(service).includes(workload)),
    );
  }

  /** Names of namespaces that hold anything or are declared, sorted. */
  namespaceNames(): readonly string[] {
    return [...new Set([...this.namespaces.keys(), ...this.byNamespace.keys()])].sort();
  }

  /** Labels of a namespace. */
  namespaceLabels(namespace: string): Readonly<Record<string, string>> {
    return this.namespaces.get(namespace)?.labels ?? ownLabel(namespace);
  }

  /** The services of a host, as a caller in a namespace may mean it: its own first, then Services. */
  servicesOf(host: string, from: string): readonly MeshService[] {
    const found =
      this.byHost.get(host) ??
      this.services.filter((each) => each.host.startsWith('*.') && host.endsWith(each.host.slice(1)));
    if (found.length < 2) return found;
    return [...found].sort((a, b) => Number(b.namespace === from) - Number(a.namespace === from));
  }

  /** The service that an address stands for, to a caller in a namespace. */
  serviceAt(address: Address, from: string): MeshService | undefined {
    const found = this.services.filter(({ addresses }) => addresses.some((range) => holdsAddress(range, address)));
    return found.find(({ namespace }) => namespace === from) ?? found[0];
  }

  /** Workloads behind a service. */
  behindService(service: MeshService): readonly Workload[] {
    const known = this.behind.get(service);
    if (known !== undefined) return known;
    const { selector, namespace } = service;
    const found =
      selector === undefined ? [] : this.inNamespace(namespace).filter(({ labels }) => selects(selector, labels));
    this.behind.set(service, found);
    return found;
  }

  /** Number of a service's port at a workload. */
  targetPort(port: ServicePort, workload: Workload): number | undefined {
    return typeof port.target === 'number' ? port.target : workload.portNames.get(port.target);
  }

  /** Policies of a workload. */
  policiesOf(workload: Workload): WorkloadPolicies {
    return cached(this.policyCache, workload, () => this.policies.of(workload));
  }

  /** A workload as NetworkPolicies see it. */
  endOf(workload: Workload): NetworkEnd {
    return cached(this.endCache, workload, () => ({
      kind: 'pod',
      namespace: workload.namespace,
      namespaceLabels: this.namespaceLabels(workload.namespace),
      labels: workload.labels,
      portNames: workload.portNames,
    }));
  }

  /**
   * Servers of a gateway that listen on a port of its pods. A server on the port of a Service in front of them listens
   * where that Service leads, any other one on the port it names.
   */
  serversAt(gateway: Workload, port: number): readonly GatewayServer[] {
    return cached(this.serverCache, `${key(gateway)}:${String(port)}`, () =>
      this.gateways.serversOf(gateway).filter((server) => this.listening(gateway, server).includes(port)),
    );
  }

  /** Ports of a gateway's pods on which its servers listen. */
  servedPorts(gateway: Workload): readonly number[] {
    return [...new Set(this.gateways.serversOf(gateway).flatMap((server) => this.listening(gateway, server)))];
  }

  private listening(gateway: Workload, server: GatewayServer): readonly number[] {
    const fronts = this.servicesBefore(gateway).flatMap(({ ports }) =>
      ports.filter(({ port }) => port === server.port),
    );
    const ports = fronts.map((front) => this.targetPort(front, gateway)).filter((port) => port !== undefined);
    return ports.length > 0 ? ports : [server.port];
  }

  /** Every port of a Service that a waypoint stands before, with its pods as they judge there, and calls by address. */
  fronts(waypoint: Workload): readonly WaypointFront[] {
    return cached(this.frontCache, key(waypoint), () => {
      const ofServices = this.services.flatMap((service) => {
        const choice = this.waypoints.ofService(service);
        if (choice.kind !== 'used' || key(choice.pods) !== key(waypoint)) return [];
        return service.ports.map(({ port, protocol }) => frontOf(choice.pods, port, protocol));
      });
      const pod = this.workloads.map((each) => this.waypoints.ofWorkload(each));
      const byAddress = pod.find((choice) => choice.kind === 'used' && key(choice.pods) === key(waypoint));
      const fronts = ofServices.flat();
      return byAddress?.kind === 'used' ? [...fronts, ...frontOf(byAddress.pods, 0, 'auto')] : fronts;
    });
  }

  /** Signer and root of a workload. */
  trustOf(workload: Workload): Trust {
    return cached(this.trustCache, workload, () => this.trustRoots.of(workload));
  }

  /** The SPIFFE id of a workload. */
  principalOf({ namespace, serviceAccount }: Workload): string {
    return `spiffe://${this.mesh.trustDomains[0] ?? ''}/ns/${namespace}/sa/${serviceAccount}`;
  }
}

function frontOf(pods: Workload, port: number, protocol: PortProtocol): readonly WaypointFront[] {
  if (protocol !== 'auto') return [{ pods, port, protocol }];
  return [
    { pods, port, protocol: 'http' },
    { pods, port, protocol: 'tcp' },
  ];
}

function cached<K, V>(cache: Map<K, V>, name: K, make: () => V): V {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const made = make();
  cache.set(name, made);
  return made;
}

function push<V>(lists: Map<string, V[]>, name: string, value: V): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}
