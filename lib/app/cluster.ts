import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { MeshError, dnsLabel, dnsSubdomain, hasFact, trustDomain } from '../model/index.js';
import type { FluxBootstrap } from '../gitops/writer.js';
import { clusterOf, provideCluster, type Target } from '../targets/index.js';

/** The Git repository that Flux reads the tree from. */
export interface ClusterRepository {
  /** URL as `flux bootstrap git` takes it: `https://` or `ssh://`. */
  readonly url: string;
  /** Branch that holds the tree. */
  readonly branch: string;
}

/** What a cluster is made of. */
export interface ClusterProps {
  /** Where the cluster runs. */
  readonly target: Target;
  /** The Git repository that Flux reads. */
  readonly repository: ClusterRepository;
  /**
   * How Flux comes into the cluster.
   * @default - by `flux bootstrap`
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
  /** The Git repository that Flux reads. */
  readonly repository: ClusterRepository;
  /** How Flux comes into the cluster. */
  readonly bootstrap: FluxBootstrap;
  /** Minor version of Kubernetes. */
  readonly kubernetesVersion: string;
  /** Values of facts, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** Names of facts whose values somebody else supplies. */
  readonly externalFacts: readonly string[];

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, { disableResourceNameHashes: true });
    refuseNested(scope, this.node.path);
    Object.defineProperty(this, CLUSTER, { value: true });
    const where = this.node.path;
    this.name = dnsLabel(id, { where, field: 'id' });
    this.target = props.target;
    this.bootstrap = bootstrapOf(where, props.bootstrap ?? { kind: 'flux-bootstrap' });
    this.repository = repositoryOf(where, props.repository);
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

function repositoryOf(where: string, repository: ClusterRepository): ClusterRepository {
  if (!/^(?:https|ssh):\/\/[^\s/]+\/\S+$/.test(repository.url)) {
    throw new MeshError({
      code: 'TM1011',
      where,
      field: 'repository.url',
      what: 'Flux reads a repository over https or ssh',
      value: repository.url,
      remedy: 'Write a URL such as "ssh://git@git.example.com/platform/fleet.git".',
    });
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(repository.branch)) {
    throw new MeshError({
      code: 'TM2023',
      where,
      field: 'repository.branch',
      what: 'not the name of a branch',
      value: repository.branch,
      remedy: 'Write a name such as "main".',
    });
  }
  return repository;
}

function bootstrapOf(where: string, bootstrap: FluxBootstrap): FluxBootstrap {
  if (bootstrap.kind === 'flux-bootstrap') return bootstrap;
  const { pullSecret, version = '2.x' } = bootstrap;
  if (pullSecret !== undefined) dnsSubdomain(pullSecret, { where, field: 'bootstrap.pullSecret' });
  if (/^2\.(?:x|\*|[0-9]+\.(?:x|\*|[0-9]+))$/.test(version)) return bootstrap;
  throw new MeshError({
    code: 'TM2025',
    where,
    field: 'bootstrap.version',
    what: 'not a version of Flux 2',
    value: version,
    remedy: 'Write a version such as "2.9.0", or a range such as "2.x" or "2.9.x".',
  });
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
