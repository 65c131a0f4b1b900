import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import type { Deployment } from 'cdk8s-plus-28';
import { dnsLabel, KEYS, MeshError, needSecret, principalOf, type Code } from '../../../lib/model/index.js';
import { pathInChart, trustDomainOf } from '../../../lib/targets/index.js';
import { LockedServiceAccount } from '../../kubernetes/index.js';
import type { IMeshNamespace, IWorkload, WorkloadPort } from '../contracts.js';
import type { PodDemand } from '../mesh-namespace/index.js';
import { spread } from '../placement.js';
import { automateImages } from './automation.js';
import { plusContainer, type PlusContainer } from './containers.js';
import {
  makeAutoscaler,
  makeBudget,
  makeService,
  maxPods,
  patchWritten,
  proxyAnnotations,
  scalingMetrics,
  serveOn,
  serverResources,
  surgeOf,
  type WorkloadMeta,
} from './objects.js';
import { parseContainers, parseScaling, type ParsedContainer, type ParsedScaling } from './parse.js';
import { plus } from './plus.js';
import type { IQuotaNamespace, WorkloadProps } from './props.js';

/** Room that Flagger needs for `-primary`. */
const NAME_LENGTH = 55;

/** A workload of a tenant: Deployment, Service, account, autoscaler and budget, with labels that policies can rely on. */
export class Workload extends Construct implements IWorkload {
  /** Name of the Deployment, the Service and the account. */
  readonly name: string;
  /** Name of its namespace. */
  readonly namespace: string;
  /** Its account. */
  readonly serviceAccountName: string;
  /** Its identity, as policies name it. */
  readonly principal: string;
  /** Labels that nothing rewrites. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Its ports, as Service and policies see them. */
  readonly ports: readonly WorkloadPort[];
  /** The namespace it lives in. */
  readonly meshNamespace: IMeshNamespace;
  /** The Deployment, for volumes and whatever else cdk8s-plus offers. */
  readonly deployment: Deployment;

  private readonly scaling: ParsedScaling;
  private readonly drainSeconds: number | undefined;
  private readonly containers: readonly ParsedContainer[];
  private released = false;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    const where = pathInChart(this);
    this.name = dnsLabel(props.name ?? id, { where, field: 'name' }, NAME_LENGTH);
    this.meshNamespace = props.namespace;
    this.namespace = props.namespace.name;
    this.serviceAccountName = this.name;
    this.principal = principalOf(trustDomainOf(this), this.namespace, this.name);
    this.podLabels = { [KEYS.workload]: this.name };
    this.containers = parseContainers(where, props.containers);
    this.ports = this.containers.flatMap((container) => container.ports);
    this.scaling = parseScaling(where, props.scaling);
    this.drainSeconds = props.drainSeconds;
    const made = this.containers.map((container) => plusContainer(this, container));
    this.deployment = this.makeDeployment(props, made);
    this.makeObjects(props);
    this.declareSecrets(props, made);
    automateImages(this, this.tenant, this.name, this.containers);
    if (keepsQuota(props.namespace)) props.namespace.addDemand(() => this.demand());
  }

  /** Tenant it belongs to. */
  get tenant(): string {
    return this.meshNamespace.tenant ?? this.namespace;
  }

  /** Bounds of the autoscaler, if it has one. */
  get autoscaling(): { readonly min: number; readonly max: number } | undefined {
    return this.scaling.kind === 'auto' ? { min: this.scaling.min, max: this.scaling.max } : undefined;
  }

  /** What the workload may need at most: with a canary, twice the pods. */
  demand(): PodDemand {
    const primaryMax = maxPods(this.scaling);
    const canaryMax = this.released ? primaryMax : 0;
    const surge = surgeOf(primaryMax) + surgeOf(canaryMax);
    const containers = this.containers.map(({ requests, limits }) => ({ requests, limits }));
    return { name: this.name, containers, primaryMax, canaryMax, surge };
  }

  /**
   * Hands the Service and the number of pods over to Flagger, which makes its own; called by CanaryRelease.
   */
  handOver(): void {
    if (this.released)
      this.refuse('TM1306', 'canary', 'the workload already has a canary', 'Keep one CanaryRelease for it.');
    if (this.scaling.kind === 'fixed') {
      this.refuse(
        'TM1303',
        'scaling',
        `Flagger sets the number of pods, and would fight over the ${this.scaling.replicas} replicas with whoever applies this`,
        'Write { kind: "auto", min, max }, or leave `scaling` out.',
      );
    }
    if (this.drainSeconds !== undefined && this.drainSeconds > 0) {
      this.refuse(
        'TM1208',
        'drainSeconds',
        'Flagger copies pods in an API older than `preStop.sleep`, and the copy would be refused',
        'Leave `drainSeconds` out, and let the program go on serving for some seconds after SIGTERM.',
        this.drainSeconds,
      );
    }
    this.released = true;
    this.node.tryRemoveChild('Service');
  }

  private makeDeployment(props: WorkloadProps, made: readonly PlusContainer[]): Deployment {
    const { name, namespace } = this;
    const { DeploymentStrategy, LabelSelector, PercentOrAbsolute, ServiceAccount } = plus();
    const account = ServiceAccount.fromServiceAccountName(this, 'AccountName', name);
    const deployment = new (plus().Deployment)(this, 'Resource', {
      metadata: { name, namespace, labels: this.objectLabels() },
      podMetadata: {
        labels: { app: name, ...this.objectLabels() },
        annotations: proxyAnnotations(props.proxy ?? {}),
      },
      select: false,
      serviceAccount: account,
      automountServiceAccountToken: false,
      containers: made.map(({ container }) => container),
      securityContext: { ensureNonRoot: true },
      strategy: DeploymentStrategy.rollingUpdate({
        maxSurge: PercentOrAbsolute.percent(25),
        maxUnavailable: PercentOrAbsolute.absolute(0),
      }),
      ...(this.scaling.kind === 'fixed' ? { replicas: this.scaling.replicas } : {}),
    });
    if (this.scaling.kind === 'auto') deployment.markHasAutoscaler();
    deployment.select(LabelSelector.of({ labels: { app: name } }));
    const object = ApiObject.of(deployment);
    object.addJsonPatch(...this.patches(props));
    const drain = this.drain(props.drainSeconds ?? 5);
    patchWritten(object, () => [...serverResources(this.containers), ...drain()]);
    return deployment;
  }

  /** What cdk8s-plus has no field for, and its label that is a hash of the construct path. */
  private patches(props: WorkloadProps): JsonPatch[] {
    const pod = '/spec/template/spec';
    const secrets = (props.imagePullSecrets ?? []).map((name) => ({ name }));
    return [
      JsonPatch.remove('/spec/template/metadata/labels/cdk8s.io~1metadata.addr'),
      // The server keeps neither zero nor false here, so that whoever compares would find the fields missing.
      JsonPatch.remove('/spec/minReadySeconds'),
      JsonPatch.remove(`${pod}/hostNetwork`),
      JsonPatch.add(`${pod}/topologySpreadConstraints`, spread(this.podLabels)),
      JsonPatch.add(`${pod}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
      ...(secrets.length === 0 ? [] : [JsonPatch.add(`${pod}/imagePullSecrets`, secrets)]),
    ];
  }

  /** A proxy elsewhere hears of an ended pod a little later than the pod itself, and what it sends until then fails. */
  private drain(seconds: number): () => readonly JsonPatch[] {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > 25) {
      const remedy = 'Write a whole number from 0 to 25.';
      this.refuse('TM1208', 'drainSeconds', 'the pod would be killed while it drains, or never drain', remedy, seconds);
    }
    const isDrained = seconds > 0 && this.ports.length > 0;
    return () => (isDrained && !this.released ? serveOn(this.containers, seconds) : []);
  }

  private makeObjects(props: WorkloadProps): void {
    const { name, namespace, podLabels } = this;
    const meta: WorkloadMeta = { name, namespace, podLabels, labels: this.objectLabels() };
    const annotations = props.serviceAccountAnnotations;
    new LockedServiceAccount(this, 'Account', {
      name,
      namespace,
      ...(annotations === undefined ? {} : { annotations }),
    });
    if (this.ports.length > 0) makeService(this, meta, this.ports);
    if (this.scaling.kind === 'auto') {
      makeAutoscaler(this, meta, this.scaling, scalingMetrics(this.node.path, props.scaling, this.containers));
    }
    makeBudget(this, meta);
  }

  private declareSecrets(props: WorkloadProps, made: readonly PlusContainer[]): void {
    for (const need of made.flatMap(({ needs }) => needs)) needSecret(this, { namespace: this.namespace, ...need });
    for (const name of props.imagePullSecrets ?? []) {
      const purpose = `credentials of the registry for ${this.name}`;
      needSecret(this, { namespace: this.namespace, name, keys: ['.dockerconfigjson'], purpose });
    }
  }

  private objectLabels(): Record<string, string> {
    const { tenant } = this.meshNamespace;
    return { ...this.podLabels, ...(tenant === undefined ? {} : { [KEYS.tenant]: tenant }) };
  }

  private refuse(code: Code, field: string, what: string, remedy: string, value?: number): never {
    const got = value === undefined ? {} : { value };
    throw new MeshError({ code, where: this.node.path, field, what, ...got, remedy });
  }
}

function keepsQuota(namespace: IMeshNamespace): namespace is IQuotaNamespace {
  return 'addDemand' in namespace && typeof namespace.addDemand === 'function';
}
