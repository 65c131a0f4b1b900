import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { MeshError, dnsLabel, dnsSubdomain, hasFact, refuse, trustDomain } from '../model/index.js';
import { SHARED, parseScale, type ClusterScale, type ClusterSource, type FluxBootstrap } from '../gitops/writer.js';
import { clusterOf, provideCluster, type Target } from '../targets/index.js';
import { bootstrapOf, defaultBootstrap, sourceOf } from './source.js';

/** What a cluster is made of. */
export interface ClusterProps {
  /** Where the cluster runs. */
  readonly target: Target;
  /** The Git repository, or with `kind: 'oci'` the artifact, that Flux reads the tree from. */
  readonly repository: ClusterSource;
  /**
   * How Flux comes into the cluster.
   * @default - by `flux bootstrap`, and for an OCI artifact by `flux install`
   */
  readonly bootstrap?: FluxBootstrap;
  /**
   * Trust domain of the mesh.
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
  /**
   * DNS domain of Services.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
  /**
   * Minor version of Kubernetes, such as `1.35`.
   * @default '1.35'
   */
  readonly kubernetesVersion?: string;
  /**
   * Values of facts, written to the generated ConfigMap `cluster-facts`.
   * @default - none
   */
  readonly facts?: Readonly<Record<string, string>>;
  /**
   * Facts whose values some other tool puts into the ConfigMap `cluster-facts`.
   * @default - none
   */
  readonly externalFacts?: readonly string[];
  /**
   * Paths of units, such as `infrastructure/crds`, that the cluster has in common with every other cluster which names
   * them: they are written once, below `manifests/shared/`, and must be the same in all of them.
   * @default - nothing is shared
   */
  readonly sharedUnits?: readonly string[];
  /**
   * How the tree is laid out for many tenants.
   * @default - as for some hundreds
   */
  readonly scale?: ClusterScale;
}

const CLUSTER = Symbol.for('tenant-mesh.Cluster');
const FACT_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * A cluster: a chart whose objects become the Flux tree `clusters/<id>/` and `manifests/<id>/`.
 * Constructs below it see its target; it sets no namespace on them, since every object names its own.
 */
export class Cluster extends Chart {
  /** Whether a value is a Cluster, also one of another copy of the package. */
  static isCluster(value: unknown): value is Cluster {
    return typeof value === 'object' && value !== null && CLUSTER in value;
  }

  /** Name of the cluster: its id. */
  readonly name: string;
  /** Where the cluster runs. */
  readonly target: Target;
  /** What Flux reads the tree from. */
  readonly repository: ClusterSource;
  /** How Flux comes into the cluster. */
  readonly bootstrap: FluxBootstrap;
  /** Minor version of Kubernetes. */
  readonly kubernetesVersion: string;
  /** Values of facts, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** Names of facts whose values somebody else supplies. */
  readonly externalFacts: readonly string[];
  /** Paths of units that it shares with other clusters. */
  readonly sharedUnits: readonly string[];
  /** How its tree is laid out for many tenants. */
  readonly scale: ClusterScale;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, { disableResourceNameHashes: true });
    refuseNested(scope, this.node.path);
    Object.defineProperty(this, CLUSTER, { value: true });
    const where = this.node.path;
    this.name = clusterName(where, id);
    this.target = props.target;
    this.repository = sourceOf(where, props.repository);
    this.bootstrap = bootstrapOf(where, props.bootstrap ?? defaultBootstrap(props.repository), props.repository);
    this.scale = parseScale(props.scale ?? {}, { where, field: 'scale' });
    refuseIdleShards(where, this.scale, this.bootstrap);
    this.sharedUnits = props.sharedUnits ?? [];
    this.kubernetesVersion = versionOf(where, props.kubernetesVersion ?? '1.35');
    this.facts = factsOf(where, props.facts ?? {});
    this.externalFacts = props.externalFacts ?? [];
    for (const name of this.externalFacts) refuseFactName(where, 'externalFacts', name);
    provideCluster(this, {
      name: this.name,
      target: props.target,
      trustDomain: trustDomain(props.trustDomain ?? 'cluster.local', { where, field: 'trustDomain' }),
      clusterDomain: dnsSubdomain(props.clusterDomain ?? 'cluster.local', { where, field: 'clusterDomain' }),
    });
  }
}

function refuseNested(scope: Construct, where: string): void {
  const above = clusterOf(scope);
  if (above === undefined) return;
  throw new MeshError({
    code: 'TM2024',
    where,
    what: `the Cluster stands inside Cluster "${above.name}"`,
    remedy: 'Make it a child of the App.',
  });
}

/** Name of a cluster; one name is taken by what clusters share. */
function clusterName(where: string, id: string): string {
  const name = dnsLabel(id, { where, field: 'id' });
  if (name !== SHARED) return name;
  return refuse(
    'TM2026',
    { where, field: 'id' },
    `\`manifests/${SHARED}\` holds what clusters share, and would be the folder of this cluster too`,
    id,
    'Give the cluster another name.',
  );
}

/** Refuses shards that nobody would work for: objects with the label would wait for ever. */
function refuseIdleShards(where: string, scale: ClusterScale, { kind }: FluxBootstrap): void {
  const shards = scale.shards ?? scale.idleShards;
  if (shards === undefined || kind === 'flux-operator') return;
  refuse(
    'TM2028',
    { where, field: 'scale.shards' },
    'only flux-operator runs controllers for shards, and nobody would work for what is in one',
    shards,
    'Write `bootstrap: { kind: "flux-operator" }`, or leave the shards out.',
  );
}

function versionOf(where: string, version: string): string {
  if (/^1\.[0-9]{2}$/.test(version)) return version;
  throw new MeshError({
    code: 'TM2022',
    where,
    field: 'kubernetesVersion',
    what: 'a version of Kubernetes is given by its minor line',
    value: version,
    remedy: 'Write a version such as "1.35".',
  });
}

function factsOf(where: string, facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(facts)) {
    refuseFactName(where, 'facts', name);
    if (!hasFact(value) && !/[\r\n]/.test(value)) continue;
    throw new MeshError({
      code: 'TM2010',
      where,
      field: `facts.${name}`,
      what: 'the value of a fact is one line of text, and no fact itself',
      value,
      remedy: 'Write the value as it is known from the cluster.',
    });
  }
  return facts;
}

function refuseFactName(where: string, field: string, name: string): void {
  if (FACT_NAME.test(name)) return;
  throw new MeshError({
    code: 'TM2011',
    where,
    field,
    what: 'a fact is named by lower case letters, digits and "_"',
    value: name,
    remedy: 'Write a name such as "tenant_a_issuer".',
  });
}
