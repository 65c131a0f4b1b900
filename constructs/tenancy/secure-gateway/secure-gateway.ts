import { Construct, type IConstruct } from 'constructs';
import {
  contribute,
  dnsLabel,
  host as parseHost,
  joinUnit,
  MeshError,
  principalOf,
  type Host,
} from '../../../lib/model/index.js';
import { clusterDomainOf, pathInChart, targetOf, trustDomainOf } from '../../../lib/targets/index.js';
import { NetworkPolicyV1 } from '../../../lib/imports/kubernetes/index.js';
import { lifetime, type IssuerRef, type Lifetime } from '../../cert-manager/index.js';
import { HelmRelease } from '../../flux/index.js';
import { ListenerGateway } from '../../gateway-api/index.js';
import { AllowPolicy, StripHeaders, TlsGateway } from '../../istio/index.js';
import type { IGateway, IMeshNamespace } from '../contracts.js';
import { MeshNamespace } from '../mesh-namespace/index.js';
import { servedPolicy } from '../flows/index.js';
import { exposeGateway, GATEWAY_PORTS } from './exposure.js';
import { gatewayLabels, gatewayValues, predictGateway, serviceLabels } from './gateway-values.js';
import { claimHost } from './host-owners.js';
import { HostRoutes } from './host-routes.js';
import { refuseIdentityHeaders, strippedHeaders } from './identity-headers.js';
import type { GatewayObjectKind, HostProps, RouteProps, SecureGatewayProps } from './props.js';
import { ServedHost } from './served-host.js';

/** Unit of the gateway's workload. */
const WORKLOAD_UNIT = 'infrastructure/gateways';
/** Unit of what the gateway serves: after the issuers, which certificates wait for. */
const CONFIG_UNIT = 'infrastructure/configs';

/** A host that the gateway serves. */
interface Served {
  readonly host: Host;
  readonly namespace: string;
  /** Construct below which its routes stand. */
  readonly ground: Construct;
  readonly construct: ServedHost;
  readonly clientCertificates: 'none' | 'required';
}

/**
 * A gateway that admits traffic from outside: its workload, TLS for each host, who may pass, and nothing else.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/gateway/
 */
export class SecureGateway extends Construct implements IGateway {
  /** Name of the gateway, of its Deployment, Service, account and Gateway object. */
  readonly name: string;
  /** Namespace of its pods. */
  readonly namespace: string;
  /** Account of its pods. */
  readonly serviceAccountName: string;
  /** Identity of its pods, as policies name it. */
  readonly principal: string;
  /** Labels of its pods that policies select on. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** `namespace/name` of the Gateway object, as routes name it. */
  readonly reference: string;
  /** The HelmRelease of the workload. */
  readonly release: HelmRelease;

  private readonly api: GatewayObjectKind;
  private readonly issuerRef: IssuerRef;
  private readonly lifetime: Lifetime;
  private readonly stripped: readonly string[];
  private readonly config: Construct;
  private readonly served = new Map<string, Served>();
  private readonly routes = new Map<string, HostRoutes>();
  private readonly signIns = new Map<string, IConstruct>();

  constructor(scope: Construct, id: string, props: SecureGatewayProps) {
    super(scope, id);
    const where = pathInChart(this);
    this.name = dnsLabel(props.name, { where, field: 'name' }, 40);
    this.namespace = props.namespace.name;
    this.serviceAccountName = this.name;
    this.principal = principalOf(trustDomainOf(this), this.namespace, this.serviceAccountName);
    this.podLabels = gatewayLabels(this.name);
    this.reference = `${this.namespace}/${this.name}`;
    this.api = props.api ?? { kind: 'istio' };
    this.issuerRef = props.issuerRef;
    this.lifetime = lifetime(where, props.certificates ?? { duration: '2160h', renewBefore: '720h' });
    this.stripped = strippedHeaders(where, props.identityHeaders ?? []);
    this.release = this.makeWorkload(props);
    this.config = new Construct(this, 'Config');
    joinUnit(this.config, CONFIG_UNIT);
    this.makeEdge();
  }

  /** Hosts that the gateway serves, sorted. */
  get hosts(): readonly string[] {
    return [...this.served.keys()].sort();
  }

  /** Headers that clients cannot send through this gateway. */
  get strippedHeaders(): readonly string[] {
    return this.stripped;
  }

  /** Serves a host for one namespace. */
  addHost(props: HostProps): void {
    const where = this.node.path;
    const host = parseHost(props.host, { where, field: 'host' });
    refuseLong(where, host);
    this.refuseServed(host, props.namespace.name);
    claimHost(this, host, props.namespace.name);
    const clientCertificates = props.clientCertificates ?? 'none';
    const construct = new ServedHost(this.config, `host-${host}`, {
      gateway: this,
      host,
      access: props.access,
      clientCertificates,
      issuerRef: this.issuerRef,
      lifetime: this.lifetime,
    });
    if (this.served.size === 0) this.makeGateway();
    const ground = this.groundOf(props.namespace);
    this.served.set(host, { host, namespace: props.namespace.name, ground, construct, clientCertificates });
    this.letOut(props.namespace.name);
    if (props.namespace instanceof MeshNamespace) {
      props.namespace.ownHost(host);
      props.namespace.bindGateway(this.reference);
    }
  }

  /** Routes a host, or some of its paths, to a workload whose release no Canary controls. */
  route(props: RouteProps): void {
    const served = this.served.get(props.host);
    if (served === undefined) throw this.notServed(props.host);
    refuseIdentityHeaders(this.node.path, props.removeRequestHeaders ?? [], this.stripped);
    this.routesOf(served).add(props);
  }

  private routesOf({ host, namespace, ground }: Served): HostRoutes {
    const known = this.routes.get(host);
    if (known !== undefined) return known;
    const id = `routes-${this.namespace}-${this.name}-${host}`;
    const routes = new HostRoutes(ground, id, { gateway: this, host, namespace, api: this.api });
    this.routes.set(host, routes);
    return routes;
  }

  /**
   * Routes stand in the unit of the namespace that owns the host: no unit before it has that namespace. A namespace
   * outside the mesh is there before the kinds of routes are, and one made elsewhere before this unit.
   */
  private groundOf(namespace: IMeshNamespace): Construct {
    return namespace instanceof MeshNamespace && namespace.dataPlane.kind !== 'none' ? namespace : this.config;
  }

  /** Lets the gateway out to a namespace that it serves; that namespace opens its workloads by name. */
  private letOut(namespace: string): void {
    const id = `to-${namespace}`;
    if (this.config.node.tryFindChild(id) !== undefined) return;
    const { name, spec } = servedPolicy(this.name, this.podLabels, namespace);
    new NetworkPolicyV1(this.config, id, { metadata: { name, namespace: this.namespace }, spec });
  }

  /**
   * Records that a sign-in answers for some hosts. Each host has one at most, and with a second sign-in istiod is told
   * that this gateway asks several services.
   */
  registerSignIn(signIn: IConstruct, tenant: string, hosts: readonly string[], namespace: string): void {
    for (const host of hosts) {
      if (!this.served.has(host)) throw this.notServed(host);
      const other = this.signIns.get(host);
      if (other !== undefined) throw this.signedInTwice(host, other, signIn);
      this.signIns.set(host, signIn);
    }
    this.letOut(namespace);
    if (new Set(this.signIns.values()).size === 2) contribute(signIn, { kind: 'multiple-custom-providers', tenant });
  }

  private makeWorkload(props: SecureGatewayProps): HelmRelease {
    const where = this.node.path;
    const exposed = exposeGateway(where, props.exposure, targetOf(this, props.target));
    if (takesLabels(props.namespace)) props.namespace.addLabels(exposed.namespaceLabels);
    const release = new HelmRelease(this, 'Release', {
      name: `gateway-${this.name}`,
      timeout: '20m',
      targetNamespace: this.namespace,
      chart: 'istio-gateway',
      values: gatewayValues(where, this.name, props, exposed),
      predict: () => predictGateway(this.namespace, this.name, exposed),
    });
    joinUnit(release, WORKLOAD_UNIT);
    return release;
  }

  /** What holds for every host: client headers are stripped first, and port 80 answers with the redirect alone. */
  private makeEdge(): void {
    const { namespace, podLabels } = this;
    new StripHeaders(this.config, 'StripHeaders', {
      name: `${this.name}-strip-identity-headers`,
      namespace,
      podLabels,
      headers: this.stripped,
    });
    new AllowPolicy(this.config, 'AllowRedirect', {
      name: `${this.name}-allow-redirect`,
      namespace,
      scope: { kind: 'pods', labels: podLabels },
      rules: () => [{ to: [{ operation: { ports: [String(GATEWAY_PORTS.http)] } }] }],
    });
  }

  /** Made with the first host, since a Gateway without a host is refused by the API server. */
  private makeGateway(): void {
    const { name, namespace } = this;
    const hosts = () =>
      [...this.served.values()].map(({ construct, host, namespace, clientCertificates }) => ({
        host,
        namespace,
        clientCertificates,
        credentialName: construct.credentialName,
        secretName: construct.credentialName,
      }));
    switch (this.api.kind) {
      case 'istio':
        new TlsGateway(this.config, 'Resource', { name, namespace, podLabels: serviceLabels(name), hosts });
        return;
      case 'gateway-api':
        new ListenerGateway(this.config, 'Resource', {
          name,
          namespace,
          serviceHost: `${name}.${namespace}.svc.${clusterDomainOf(this)}`,
          hosts,
        });
    }
  }

  private refuseServed(host: Host, namespace: string): void {
    const before = this.served.get(host);
    if (before === undefined) return;
    throw new MeshError({
      code: 'TM1401',
      where: this.node.path,
      field: 'host',
      what: `namespace "${before.namespace}" already owns this host, and "${namespace}" claims it too`,
      value: host,
      remedy: 'Give each host one owner; several workloads of the owner share it by path.',
    });
  }

  private notServed(host: string): MeshError {
    return new MeshError({
      code: 'TM1403',
      where: this.node.path,
      field: 'host',
      what: `the gateway serves ${this.served.size === 0 ? 'no host' : this.hosts.join(', ')}`,
      value: host,
      remedy: 'Add the host with `addHost` first.',
    });
  }

  private signedInTwice(host: string, first: IConstruct, second: IConstruct): MeshError {
    return new MeshError({
      code: 'TM1411',
      where: second.node.path,
      field: 'hosts',
      what: `"${first.node.path}" already signs in for this host; two services would both have to allow a request`,
      value: host,
      remedy: 'Name each host in one SignIn.',
    });
  }
}

/** Objects are named after the host with a suffix, and names end at 253 characters. */
function refuseLong(where: string, host: Host): void {
  if (host.length <= 240) return;
  throw new MeshError({
    code: 'TM1012',
    where,
    field: 'host',
    what: `the host has ${host.length} characters, and objects named after it leave room for 240`,
    value: host,
    remedy: 'Write a shorter host.',
  });
}

/** A namespace that is made here; one made elsewhere keeps the labels that it has. */
function takesLabels(namespace: IMeshNamespace): namespace is IMeshNamespace & Pick<MeshNamespace, 'addLabels'> {
  return namespace instanceof MeshNamespace;
}
