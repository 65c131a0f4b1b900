import type {
  ComponentResourceOptions,
  CustomResourceOptions,
  Inputs,
  ProviderResource,
  Resource,
} from '@pulumi/pulumi';
import type { Cluster } from '../app/cluster.js';
import { fluxInstanceSpec } from '../gitops/flux-instance.js';
import { FLUX_NAMESPACE, FLUX_SYNC } from '../gitops/index.js';
import { MeshError, objectId, type JsonObject, type KubeObject } from '../model/index.js';
import { clusterDomainOf } from '../targets/index.js';
import { claim } from './claims.js';
import { KubeResource, type KubeInputs } from './kube-resource.js';
import type { Protection } from './keep.js';
import type { SecretData } from './options.js';
import { kubernetesSdkVersion, pulumi } from './sdk.js';
import { waitAnnotations } from './wait-annotations.js';

/** Props of {@link FluxFloor}. */
export interface FluxFloorProps {
  /**
   * The Kubernetes provider.
   * @default - the default provider of the stack
   */
  readonly provider?: ProviderResource;
  /**
   * Data of the Secret with which Flux reads the repository: `identity` and `known_hosts`, or `username` and `password`.
   * @default - somebody else supplies the Secret `flux-system`
   */
  readonly credentials?: SecretData;
  /**
   * Version of the chart of flux-operator.
   * @default '0.58.1'
   */
  readonly chartVersion?: string;
  /**
   * Version of Flux, or a range of versions.
   * @default '2.9.x'
   */
  readonly fluxVersion?: string;
  /**
   * What is protected from deletion and replacement.
   * @default 'data'
   */
  readonly protect?: Protection;
}

/** How Flux is started. */
export interface FluxStart {
  /** What Flux applies: the tree of a Cluster from Git, or only what is put into the cluster by others. */
  readonly source: { readonly kind: 'git'; readonly cluster: Cluster } | { readonly kind: 'none' };
  /**
   * What must stand before Flux begins, such as Secrets that it reads.
   * @default - nothing beyond the operator
   */
  readonly dependsOn?: readonly Resource[];
  /**
   * When the instance is done.
   * @default 'ready'
   */
  readonly wait?: 'ready' | 'nothing';
}

/** Chart of the operator; its values are left as they are. */
const CHART = 'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator';
/**
 * What Flux itself stands on: its namespace, the operator by its chart, and the Secret for the repository. It takes the
 * place of `flux bootstrap`, and writes nothing to Git.
 *
 * @see https://fluxoperator.dev/docs/crd/fluxinstance/
 */
export class FluxFloor extends pulumi.ComponentResource {
  /** The namespace of Flux. */
  readonly namespace: KubeResource;
  private readonly name: string;
  private readonly before: Resource[] = [];
  private readonly props: FluxFloorProps;

  /**
   * @param name - name of the resource in the stack
   * @param props - versions and credentials
   * @param options - options of the component
   */
  constructor(name: string, props: FluxFloorProps = {}, options: ComponentResourceOptions = {}) {
    super('tenant-mesh:index:FluxFloor', name, {}, options);
    this.name = name;
    this.props = props;
    this.namespace = this.add('namespace', namespaceObject(), { protect: (props.protect ?? 'data') === 'data' });
    this.before.push(this.makeOperator(props.chartVersion ?? '0.58.1'));
    if (props.credentials !== undefined) {
      const metadata = { name: FLUX_SYNC, namespace: FLUX_NAMESPACE };
      const secret = this.add('credentials', {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata,
        stringData: pulumi.secret(props.credentials),
      });
      this.before.push(secret);
    }
    this.registerOutputs({});
  }

  /** Starts Flux with the lockdown for many tenants. */
  start({ source, dependsOn = [], wait = 'ready' }: FluxStart): KubeResource {
    if (source.kind === 'git') refuseInstanceInGit(source.cluster);
    const annotations = waitAnnotations({
      until: wait === 'ready' ? { kind: 'condition', type: 'Ready' } : { kind: 'nothing' },
    });
    const metadata = { name: 'flux', namespace: FLUX_NAMESPACE, annotations };
    return this.add(
      'instance',
      {
        apiVersion: 'fluxcd.controlplane.io/v1',
        kind: 'FluxInstance',
        metadata,
        spec: instanceSpec(this.props.fluxVersion ?? '2.9.x', source),
      },
      { dependsOn: [...this.before, ...dependsOn] },
    );
  }

  private makeOperator(version: string): Resource {
    const inputs = { chart: CHART, version, name: 'flux-operator', namespace: FLUX_NAMESPACE };
    return new HelmRelease(`${this.name}/operator`, inputs, {
      ...this.usual(),
      dependsOn: [this.namespace],
    });
  }

  private add(
    id: string,
    object: KubeInputs & { readonly metadata: KubeObject['metadata'] },
    own: Own = {},
  ): KubeResource {
    const path = `${this.name}/${id}`;
    claim(
      this.props.provider,
      objectId({ apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata }),
      path,
    );
    const after = [...(id === 'namespace' ? [] : [this.namespace]), ...(own.dependsOn ?? [])];
    return new KubeResource(path, object, { ...this.usual(), ...own, dependsOn: after });
  }

  private usual() {
    const { provider } = this.props;
    return { parent: this, version: kubernetesSdkVersion(), ...(provider === undefined ? {} : { provider }) };
  }
}

/** A Cluster that says flux-operator makes its Flux has the FluxInstance in its tree. */
function refuseInstanceInGit({ bootstrap, node }: Cluster): void {
  if (bootstrap.kind !== 'flux-operator') return;
  throw new MeshError({
    code: 'TM7004',
    where: node.path,
    field: 'bootstrap',
    what: 'the FluxInstance stands in the tree that Flux applies, and FluxFloor would apply it too',
    remedy: 'Leave `bootstrap` out of the Cluster, or make Flux without FluxFloor.',
  });
}

/** A chart that Pulumi installs: the one that must be there before Flux installs all others. */
class HelmRelease extends pulumi.CustomResource {
  constructor(name: string, inputs: Inputs, options: CustomResourceOptions) {
    super('kubernetes:helm.sh/v3:Release', name, inputs, options);
  }
}

interface Own {
  readonly protect?: boolean;
  readonly dependsOn?: readonly Resource[];
}

function namespaceObject() {
  const labels = { 'pod-security.kubernetes.io/warn': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FLUX_NAMESPACE, labels } };
}

function instanceSpec(version: string, source: FluxStart['source']): JsonObject {
  if (source.kind === 'none') return fluxInstanceSpec({ version });
  const { name, repository } = source.cluster;
  const pullSecret = repository.kind === 'oci' ? repository.pullSecret : FLUX_SYNC;
  const sync = { cluster: name, source: repository, ...(pullSecret === undefined ? {} : { pullSecret }) };
  return fluxInstanceSpec({ version, domain: clusterDomainOf(source.cluster), sync });
}
