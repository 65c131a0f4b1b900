import { Construct } from 'constructs';
import { NamespaceV1 } from '../../../lib/imports/kubernetes/index.js';
import { dnsLabel, host as parseHost, KEYS, namespacedName, type NamespaceRole } from '../../../lib/model/index.js';
import { clusterDomainOf, pathInChart, targetOf, trustDomainOf } from '../../../lib/targets/index.js';
import {
  AccessLog,
  AllowPolicy,
  DefaultDeny,
  EgressScope,
  ProxySigner,
  StrictMtls,
  Waypoint,
} from '../../istio/index.js';
import {
  ContainerLimits,
  LockedServiceAccount,
  NamespaceQuota,
  quotaHard,
  type ParsedQuota,
  type QuotaHard,
} from '../../kubernetes/index.js';
import type { IGateway, IMeshIdentity, IMeshNamespace } from '../contracts.js';
import {
  flowAllows,
  flowSidecarHosts,
  RequiredFlows,
  sidecarHost,
  namespacePeer,
  type FlowSite,
} from '../flows/index.js';
import { AccessRoles } from './access-roles.js';
import { Doors, refuseWithoutWaypoint, type DoorHost } from './doors.js';
import { makeExternalHost } from './egress.js';
import { quotaProblems, refuseSmallMaximum } from './guard-rails.js';
import { JwtRules } from './jwt-rules.js';
import { meshMode, namespaceLabels, tenantOf } from './metadata.js';
import { networkPorts, parseDoor } from './opening.js';
import type {
  AllowProps,
  DataPlane,
  DoorProps,
  EgressPort,
  EgressProps,
  ICallee,
  MeshNamespaceProps,
  RequireJwtProps,
  ShareProps,
} from './props.js';
import { PROXY_DEMAND, computedQuota, tenantBounds, type PodDemand, type ResourceDemand } from './required-quota.js';
import { refuseAmbientSigner, refuseForeign, refuseNobody } from './refusals.js';
import { findNamespace, type Share } from './share.js';

/** A namespace of the mesh, closed on every layer; its methods open doors one by one. */
export class MeshNamespace extends Construct implements IMeshNamespace {
  /** Name of the namespace. */
  readonly name: string;
  /** Tenant that owns it. */
  readonly tenant?: string;
  /** What it is for. */
  readonly role: NamespaceRole;
  /** How its pods are in the mesh. */
  readonly dataPlane: DataPlane;

  private readonly resource: NamespaceV1;
  private readonly owned = new Set<string>();
  private readonly bound = new Set<string>();
  private readonly sidecarHosts = new Set<string>(['./*']);
  private readonly demands: (() => PodDemand)[] = [];
  private readonly proxy: ResourceDemand | undefined;
  private readonly jwt: JwtRules;
  private readonly doors: Doors;
  private readonly waypoint: DoorHost['waypoint'];

  constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    super(scope, id);
    const where = pathInChart(this);
    this.name = dnsLabel(props.name, { where, field: 'name' });
    this.role = props.role ?? 'tenant';
    const tenant = tenantOf(where, props, this.role);
    if (tenant !== undefined) this.tenant = dnsLabel(tenant, { where, field: 'tenant' });
    this.dataPlane = props.dataPlane ?? { kind: 'sidecar' };
    this.proxy = this.dataPlane.kind === 'sidecar' ? (props.proxyResources ?? PROXY_DEMAND) : undefined;
    this.waypoint = waypointOf(this.dataPlane);
    refuseAmbientSigner(where, props);
    const labels = namespaceLabels(this.role, this.tenant, props.podSecurity ?? 'restricted', this.dataPlane);
    this.resource = new NamespaceV1(this, 'Resource', { metadata: { name: this.name, labels: { ...labels } } });
    this.jwt = new JwtRules({ construct: this, namespace: this.name, scopeOf: (workload) => this.jwtScope(workload) });
    const trustDomain = trustDomainOf(this);
    this.doors = new Doors({
      construct: this,
      namespace: this.name,
      trustDomain,
      jwt: this.jwt,
      waypoint: this.waypoint,
    });
    for (const host of props.hosts ?? []) this.ownHost(host);
    for (const gateway of props.gateways ?? []) this.bindGateway(gateway);
    this.makeMesh(props);
    this.makeFlows(props);
    this.makeGuardRails(props);
  }

  /** Records an external host that the tenant owns; admission policies hold its routes to this list. */
  ownHost(host: string): void {
    this.owned.add(parseHost(host, { where: this.node.path, field: 'hosts' }));
    this.resource.metadata.addAnnotation(KEYS.hosts, [...this.owned].sort().join(','));
  }

  /** Records a gateway, as `namespace/name`, that routes of the namespace may bind to. */
  bindGateway(reference: string): void {
    namespacedName(reference, { where: this.node.path, field: 'gateways' });
    this.bound.add(reference);
    this.resource.metadata.addAnnotation(KEYS.gateways, [...this.bound].sort().join(','));
  }

  /** Adds labels that controllers of the cluster read. */
  addLabels(labels: Readonly<Record<string, string>>): void {
    for (const [label, value] of Object.entries(labels)) this.resource.metadata.addLabel(label, value);
  }

  /** Adds a ServiceAccount without a token: an identity in the mesh. */
  addServiceAccount(name: string, annotations?: Readonly<Record<string, string>>): LockedServiceAccount {
    const id = `account-${name}`;
    return new LockedServiceAccount(this, id, {
      name,
      namespace: this.name,
      ...(annotations === undefined ? {} : { annotations }),
    });
  }

  /** Says what pods a workload of this namespace may have at most; the quota is computed from it or held against it. */
  addDemand(demand: () => PodDemand): void {
    this.demands.push(demand);
  }

  /** Lets callers in to a workload of this namespace; callers of this namespace are let out to it too. */
  allow(props: AllowProps): void {
    const callers = isList(props.from) ? props.from : [props.from];
    if (callers.length === 0) refuseNobody(this.node.path);
    refuseForeign(this.node.path, this.name, props.to);
    const door = parseDoor(this.node.path, props);
    const principals = callers.map((caller) => caller.principal);
    const peers = callers.map((caller) => namespacePeer(caller.namespace, caller.podLabels));
    this.doors.openIn(props.to, { ...door, principals, peers });
    for (const caller of callers) if (caller.namespace === this.name) this.doors.openOut(caller, props.to, door.ports);
  }

  /** Lets a gateway in to a workload of this namespace, and lets routes bind to the gateway. */
  allowFrom(gateway: IGateway, props: DoorProps): void {
    this.bindGateway(gateway.reference);
    this.allow({ ...props, from: gateway });
  }

  /** Shares a workload of this namespace with another one. */
  share(workload: ICallee): Share<MeshNamespace> {
    refuseForeign(this.node.path, this.name, workload);
    return {
      with: (other, props = {}) => {
        const isNamespace = (found: unknown): found is MeshNamespace => found instanceof MeshNamespace;
        this.openShare(workload, typeof other === 'string' ? findNamespace(this, other, isNamespace) : other, props);
      },
    };
  }

  /** Demands a token of the callers of all workloads here, or of some. Doors that are `exempt` stay without. */
  requireJwt(props: RequireJwtProps): void {
    if (this.waypoint.kind === 'none') {
      refuseWithoutWaypoint(this.node.path, 'requireJwt', props.workloads?.[0]?.name ?? this.name);
    }
    this.jwt.require(props);
  }

  /** Opens one host outside the mesh, on the ports given. */
  egressTo(host: string, ports: readonly EgressPort[] = [443], props: EgressProps = {}): void {
    const external = makeExternalHost(this, this.name, host, ports, props);
    const rule = { to: external.peers, ports: networkPorts(external.ports.map((entry) => entry.port)) };
    if (props.from === undefined) this.doors.addEgress(undefined, rule);
    else for (const caller of props.from) this.doors.addEgress(caller, rule);
  }

  private makeMesh(props: MeshNamespaceProps): void {
    if (this.dataPlane.kind === 'none') return;
    const namespace = this.name;
    new StrictMtls(this, 'mtls', { namespace });
    new DefaultDeny(this, 'deny', { namespace });
    new AccessLog(this, 'access-log', {
      namespace,
      ...(props.accessLog === undefined ? {} : { mode: props.accessLog }),
    });
    if (props.signer !== undefined) {
      this.resource.metadata.addAnnotation(KEYS.signer, props.signer.signer);
      new ProxySigner(this, 'signer', { namespace, signer: props.signer.signer });
    }
    if (this.waypoint.kind === 'gateway') {
      new Waypoint(this, 'waypoint', { namespace, name: this.waypoint.name });
      const waypoint = { kind: 'gateway', name: this.waypoint.name } as const;
      new DefaultDeny(this, 'deny-waypoint', { namespace, name: 'default-deny-waypoint', scope: waypoint });
    }
    // A gateway ignores Sidecars, and so does ztunnel.
    if (this.dataPlane.kind === 'sidecar' && this.role !== 'gateway') {
      new EgressScope(this, 'egress', {
        namespace,
        hosts: () => [...this.sidecarHosts],
        ...(props.outboundTrafficPolicy === undefined ? {} : { outboundTrafficPolicy: props.outboundTrafficPolicy }),
      });
    }
  }

  private makeFlows(props: MeshNamespaceProps): void {
    const { kind, addresses } = targetOf(this, props.target);
    const site: FlowSite = {
      namespace: this.name,
      role: this.role,
      mesh: meshMode(this.dataPlane),
      target: kind,
      ...(addresses === undefined ? {} : { addresses }),
      ...(props.parts === undefined ? {} : { parts: props.parts }),
    };
    new RequiredFlows(this, 'flows', { site });
    for (const host of flowSidecarHosts(site, clusterDomainOf(this))) this.sidecarHosts.add(host);
    for (const { flow, podLabels, rule } of flowAllows(site, trustDomainOf(this))) {
      const scope = { kind: 'pods', labels: podLabels } as const;
      new AllowPolicy(this, `flow-${flow.id}`, { name: flow.id, namespace: this.name, scope, rules: () => [rule] });
    }
  }

  private makeGuardRails(props: MeshNamespaceProps): void {
    const namespace = this.name;
    new LockedServiceAccount(this, 'default-account', { name: 'default', namespace });
    const limits = new ContainerLimits(this, 'limits', { namespace, ...props.limits });
    if (this.proxy !== undefined) refuseSmallMaximum(this.node.path, limits.max, this.proxy);
    if (this.role === 'tenant') new AccessRoles(this, 'access', { namespace, access: props.access ?? {} });
    this.makeQuota(props);
  }

  private makeQuota(props: MeshNamespaceProps): void {
    const policy = props.quota ?? (this.role === 'tenant' ? { kind: 'computed' } : { kind: 'none' });
    if (policy.kind === 'none') return;
    const where = this.node.path;
    const demands = (): readonly PodDemand[] => this.demands.map((demand) => demand());
    // A tenant gets no address of its own, whatever its quota says.
    const noAddress: QuotaHard = { 'services.loadbalancers': '0', 'services.nodeports': '0' };
    const tenant = this.role === 'tenant';
    const closed = quotaHard(tenant ? noAddress : {}, { where, field: 'quota' });
    const counts = (): ParsedQuota => (tenant ? tenantBounds(this.demands.length) : {});
    let hard: () => ParsedQuota;
    if (policy.kind === 'fixed') {
      const fixed = quotaHard(policy.hard, { where, field: 'quota.hard' });
      hard = () => ({ ...counts(), ...fixed, ...closed });
      const problems = () => quotaProblems(where, fixed, demands(), this.proxy);
      this.node.addValidation({ validate: () => problems().map((problem) => problem.message) });
    } else {
      const { headroom = 1.25 } = policy;
      const also = quotaHard(policy.also ?? {}, { where, field: 'quota.also' });
      hard = () => ({ ...counts(), ...computedQuota(demands(), this.proxy, headroom), ...also, ...closed });
    }
    new NamespaceQuota(this, 'quota', { namespace: this.name, hard });
  }

  private openShare(workload: ICallee, other: MeshNamespace, props: ShareProps): void {
    const door = parseDoor(this.node.path, { ...props, to: workload });
    const { from } = props;
    const principals = from?.map((caller) => caller.principal) ?? [`${trustDomainOf(this)}/ns/${other.name}/sa/*`];
    const peers = from?.map((caller) => namespacePeer(caller.namespace, caller.podLabels)) ?? [
      namespacePeer(other.name),
    ];
    this.doors.openIn(workload, { ...door, principals, peers });
    for (const caller of from ?? [undefined]) other.doors.openOut(caller, workload, door.ports);
    other.sidecarHosts.add(sidecarHost(this.name, workload.name, clusterDomainOf(this)));
  }

  private jwtScope(workload: ICallee | undefined) {
    if (this.waypoint.kind === 'gateway') {
      return workload === undefined
        ? ({ kind: 'gateway', name: this.waypoint.name } as const)
        : ({ kind: 'service', name: workload.name } as const);
    }
    return workload === undefined
      ? ({ kind: 'namespace' } as const)
      : ({ kind: 'pods', labels: workload.podLabels } as const);
  }
}

function waypointOf(dataPlane: DataPlane): DoorHost['waypoint'] {
  if (dataPlane.kind !== 'ambient') return { kind: 'sidecars' };
  return dataPlane.waypoint === undefined ? { kind: 'none' } : { kind: 'gateway', name: dataPlane.waypoint.name };
}

function isList(from: IMeshIdentity | readonly IMeshIdentity[]): from is readonly IMeshIdentity[] {
  return Array.isArray(from);
}
