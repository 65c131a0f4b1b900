import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { demandReceiver, Mark, MeshError } from '../model/index.js';
import type { Target } from './target.js';

/** What constructs must know of the cluster they describe. */
export interface ClusterContext {
  /** Name of the cluster, such as `metal-prod`. */
  readonly name: string;
  /** Where the cluster runs. */
  readonly target: Target;
  /** Trust domain of the mesh. */
  readonly trustDomain: string;
  /** DNS domain of Services. */
  readonly clusterDomain: string;
}

const CONTEXT = new Mark<ClusterContext>('cluster');

/** Called by Cluster: constructs below see this context, and what they contribute needs a Platform. */
export function provideCluster(construct: IConstruct, context: ClusterContext): void {
  CONTEXT.set(construct, context);
  demandReceiver(construct);
}

/** Context of the nearest Cluster, if there is one. */
export function clusterOf(construct: IConstruct): ClusterContext | undefined {
  return CONTEXT.nearest(construct);
}

/** Path of a construct that makes objects; without a chart above it, nothing would write them, which is an error. */
export function pathInChart({ node }: IConstruct): string {
  if (!node.scopes.some((scope) => Chart.isChart(scope))) {
    throw new MeshError({
      code: 'TM2029',
      where: node.path,
      what: 'the construct makes objects, and stands in no Cluster and no other chart that would be written',
      remedy: 'Make it below a `new Cluster(app, ...)`: pass the cluster as the first argument, not the app.',
    });
  }
  return node.path;
}

/** The target: the prop if given, else that of the nearest Cluster; neither is an error. */
export function targetOf(construct: IConstruct, prop?: Target): Target {
  const target = prop ?? clusterOf(construct)?.target;
  if (target === undefined) {
    throw new MeshError({
      code: 'TM2007',
      where: construct.node.path,
      field: 'target',
      what: 'the construct must know whether it is for bare metal or for EKS, and no Cluster is above it',
      remedy: 'Put it below a `new Cluster(app, "metal-prod", { target: Target.bareMetal() })`, or pass `target`.',
    });
  }
  return target;
}

/** Trust domain of the mesh: that of the nearest Cluster. Without a Cluster it is `cluster.local`. */
export function trustDomainOf(construct: IConstruct): string {
  return clusterOf(construct)?.trustDomain ?? 'cluster.local';
}

/** DNS domain of Services: that of the nearest Cluster. Without a Cluster it is `cluster.local`. */
export function clusterDomainOf(construct: IConstruct): string {
  return clusterOf(construct)?.clusterDomain ?? 'cluster.local';
}
