import { Construct } from 'constructs';
import { eachContribution, MeshError, receiveContributions } from '../../../lib/model/index.js';
import { pathInChart, targetOf, type Target } from '../../../lib/targets/index.js';
import { FLUX_NAMESPACE, FluxAlerts, ImageAutomation, TrackedImage } from '../../flux/index.js';
import { IstioMonitors, MeshRecordingRules, PlatformAlerts, PlatformMonitors } from '../../monitoring/index.js';
import { AdmissionPolicies } from '../admission/index.js';
import { RequiredFlows } from '../flows/index.js';
import { MeshNamespace } from '../mesh-namespace/index.js';
import { MetalLBPool } from '../metallb-pool/index.js';
import { SecureGateway, type Exposure } from '../secure-gateway/index.js';
import { MeshRoot } from '../tenant-ca/index.js';
import { exemptions } from './administrators.js';
import { checkAddresses } from './addresses.js';
import { makeControllers, type PlatformControllers } from './controllers.js';
import { EncryptedStorageClass } from './encrypted-storage-class.js';
import { FlaggerMesh } from './flagger-mesh.js';
import { GatewayIssuer } from './gateway-issuer.js';
import { MeshDefaults } from './mesh-defaults.js';
import { NetworkPolicySwitch } from './network-policy-switch.js';
import { namespacesOf, PlatformNamespace, platformSite, SHARED_NAMESPACE } from './namespaces.js';
import { PlainCrds } from './plain-crds.js';
import type { PlatformProps } from './props.js';
import { SystemFlows } from './system-flows.js';
import { makeUnits, platformUnit, stepsOf, type PlatformUnit } from './units.js';

/** Name of the shared gateway and of its pool. */
const SHARED = 'shared';

/**
 * Everything that tenants stand on: namespaces, controllers in their order, the root of trust, what holds mesh-wide,
 * the shared gateway, and monitoring. It renders what tenants contribute; it needs none of them.
 *
 * @see https://istio.io/latest/docs/ops/deployment/deployment-models/#tenancy-models
 */
export class Platform extends Construct {
  /** The gateway that tenants share. */
  readonly sharedGateway: SecureGateway;
  /** The one root of the mesh, below which the CA of each tenant stands. */
  readonly root: MeshRoot;
  /** The ClusterIssuer of gateway certificates. */
  readonly gatewayIssuer: GatewayIssuer;
  /** The controllers. */
  readonly controllers: PlatformControllers;
  /** Where the cluster runs. */
  readonly target: Target;
  /** Paths of the units in the order in which they are applied, each after the one before; `kiali` stands apart. */
  readonly units: readonly string[];

  private readonly steps: ReadonlyMap<PlatformUnit, Construct>;

  constructor(scope: Construct, id: string, props: PlatformProps) {
    super(scope, id);
    const where = pathInChart(this);
    this.refuseSecond();
    const target = targetOf(this, props.target);
    checkAddresses(where, target);
    this.target = target;
    receiveContributions(this);
    this.steps = makeUnits(this, target.kind);
    this.units = stepsOf(target.kind).map(platformUnit);
    this.makeGround(target, props.eks?.vpcId);
    this.gatewayIssuer = new GatewayIssuer(this.unit('configs'), 'GatewayIssuer', props.gatewayIssuer);
    const issuer = this.gatewayIssuer.issuerRef.name;
    this.controllers = makeControllers((step) => this.unit(step), props, target, issuer);
    new FlaggerMesh(this.unit('controllers'), 'FlaggerMesh');
    this.root = new MeshRoot(this.unit('trust'), 'Root', { source: props.root });
    this.sharedGateway = this.makeSharedGateway(props, target);
    this.makeConfigs(props, target);
    this.makeFlux(props);
  }

  /** Namespaces, their flows and plain CRDs; the StorageClass comes first, since volumes of controllers wait for it. */
  private makeGround(target: Target, vpcId: string | undefined): void {
    const ground = this.unit('crds');
    new PlainCrds(ground, 'Crds');
    for (const namespace of namespacesOf(target.kind)) {
      new PlatformNamespace(ground, namespace.name, { ...namespace, on: target });
    }
    new RequiredFlows(ground, 'FluxFlows', { site: platformSite(FLUX_NAMESPACE, 'none', target) });
    new SystemFlows(ground, 'SystemFlows', { target, ...(vpcId === undefined ? {} : { vpcId }) });
    if (target.kind !== 'eks') return;
    new EncryptedStorageClass(ground, 'StorageClass', { loadBalancers: target.loadBalancers });
    if (target.loadBalancers === 'auto-mode') new NetworkPolicySwitch(ground, 'NetworkPolicySwitch');
  }

  private makeSharedGateway(props: PlatformProps, target: Target): SecureGateway {
    const gateways = this.unit('gateways');
    const namespace = new MeshNamespace(gateways, 'Namespace', {
      name: SHARED_NAMESPACE,
      role: 'gateway',
      signer: this.root,
      target,
    });
    const { exposure, ...gateway } = props.sharedGateway ?? {};
    if (props.metallb !== undefined) {
      new MetalLBPool(this.steps.get('pools') ?? this, 'SharedPool', {
        name: SHARED,
        addresses: props.metallb.addresses,
        namespaces: [namespace],
        announcement: props.metallb.announcement ?? { kind: 'l2' },
        ...(props.metallb.reserved === undefined ? {} : { reserved: props.metallb.reserved }),
        target,
      });
    }
    return new SecureGateway(gateways, 'Shared', {
      name: SHARED,
      namespace,
      exposure: exposure ?? this.defaultExposure(props, target),
      issuerRef: this.gatewayIssuer.issuerRef,
      ...gateway,
      target,
    });
  }

  private defaultExposure(props: PlatformProps, target: Target): Exposure {
    if (target.kind === 'eks') {
      return { kind: target.loadBalancers === 'auto-mode' ? 'nlb-auto-mode' : 'nlb-controller' };
    }
    if (props.metallb !== undefined) return { kind: 'metallb', pool: SHARED };
    throw new MeshError({
      code: 'TM1711',
      where: this.node.path,
      field: 'metallb',
      what: 'the shared gateway would wait for an address for ever, and everything after it too',
      remedy: 'Write `metallb: { addresses: ["192.0.2.16/28"] }`, or give `sharedGateway.exposure`.',
    });
  }

  private makeConfigs(props: PlatformProps, target: Target): void {
    const configs = this.unit('configs');
    new MeshDefaults(configs, 'MeshDefaults', props.accessLog === undefined ? {} : { accessLog: props.accessLog });
    const { tenantPriorityClasses: priorityClasses } = props;
    new AdmissionPolicies(configs, 'AdmissionPolicies', {
      ...exemptions(target, props.administrators),
      ...(priorityClasses === undefined ? {} : { priorityClasses }),
      target,
    });
    new IstioMonitors(configs, 'IstioMonitors');
    new PlatformMonitors(configs, 'PlatformMonitors', { target: target.kind });
    new MeshRecordingRules(configs, 'RecordingRules');
    const rootNotAfter = props.root.kind === 'imported' ? props.root.notAfter : undefined;
    new PlatformAlerts(configs, 'Alerts', rootNotAfter === undefined ? {} : { rootNotAfter });
  }

  private makeFlux(props: PlatformProps): void {
    const configs = this.unit('configs');
    const { imageAutomation, receiver } = props.flux ?? {};
    if (receiver !== undefined) new FluxAlerts(configs, 'FluxAlerts', { name: 'platform', receiver });
    if (imageAutomation === undefined) return;
    const { access, ...automation } = imageAutomation;
    // Two automations of one branch fight, so one serves the markers of every cluster in the repository.
    new ImageAutomation(configs, 'ImageAutomation', { ...automation, path: './manifests' });
    eachContribution(this, 'image-policy', ({ tenant, policy, image, range }) => {
      new TrackedImage(configs, `image-${policy}`, {
        tenant,
        policy,
        image,
        range,
        ...(access === undefined ? {} : { access }),
      });
    });
  }

  private unit(step: PlatformUnit): Construct {
    return this.steps.get(step) ?? this;
  }

  private refuseSecond(): void {
    const chart = this.node.scopes[1] ?? this;
    const other = chart.node.findAll().find((construct) => construct instanceof Platform && construct !== this);
    if (other === undefined) return;
    throw new MeshError({
      code: 'TM1709',
      where: this.node.path,
      what: `"${other.node.path}" already is the Platform of this cluster, and both would claim the same objects`,
      remedy: 'Use the first one; a second cluster has a Platform of its own.',
    });
  }
}
