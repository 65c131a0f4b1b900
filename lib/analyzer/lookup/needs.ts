import type { ManifestEntry } from '../../manifest/index.js';
import { field, type RuleContext } from '../context.js';
import { at, objects, stringMap, text } from '../read.js';
import { CANARY, targetOf } from './canary.js';
import { PROXY_NEED, demandOf, needOf, total, withDefaults, type ContainerNeed, type Demand } from './demand.js';
import { groupBy } from './group.js';
import { ISTIOD_KINDS, istiods } from './istiod.js';
import { Namespaces } from './namespaces.js';

const AUTOSCALER = 'HorizontalPodAutoscaler.autoscaling';
const RANGE = 'LimitRange';
const WORKLOADS = ['Deployment.apps', 'StatefulSet.apps'] as const;

/** Kinds that {@link Needs} reads. */
export const NEED_KINDS: readonly string[] = [AUTOSCALER, CANARY, RANGE, 'Namespace', ...WORKLOADS, ...ISTIOD_KINDS];

/** What the workloads of a namespace need at their largest. */
export class Needs {
  /** The proxy in each pod of the mesh. */
  readonly proxy: ContainerNeed;
  private readonly namespaces: Namespaces;
  private readonly workloads: ReadonlyMap<string, readonly ManifestEntry[]>;
  private readonly ranges: ReadonlyMap<string, readonly ManifestEntry[]>;
  private readonly mostReplicas: ReadonlyMap<string, number>;
  private readonly released: ReadonlySet<string>;

  constructor(context: RuleContext) {
    this.namespaces = new Namespaces(context);
    const [plane] = istiods(context);
    const own = needOf(at(plane?.values, 'global', 'proxy', 'resources'));
    this.proxy = {
      requests: { ...PROXY_NEED.requests, ...own.requests },
      limits: { ...PROXY_NEED.limits, ...own.limits },
    };
    this.workloads = groupBy(
      WORKLOADS.flatMap((kind) => context.all(kind)),
      ({ id }) => id.namespace,
    );
    this.ranges = groupBy(context.all(RANGE), ({ id }) => id.namespace);
    this.mostReplicas = new Map(context.all(AUTOSCALER).map(mostOf));
    this.released = new Set(
      context.all(CANARY).map((canary) => keyOf(canary, targetOf(canary).kind, targetOf(canary).name)),
    );
  }

  /** Whether the pods of a namespace get a proxy each. */
  hasProxies(namespace: string): boolean {
    return this.namespaces.isMeshed(namespace) && !this.namespaces.isAmbient(namespace);
  }

  /** Sum over the workloads of a namespace. */
  of(namespace: string): Demand {
    return total((this.workloads.get(namespace) ?? []).map((workload) => this.demand(workload)));
  }

  private demand(workload: ManifestEntry): Demand {
    const pod = field(workload, 'spec', 'template');
    const containers = objects(at(pod, 'spec', 'containers')).map((container) => needOf(container['resources']));
    const isInjected =
      this.hasProxies(workload.id.namespace) &&
      stringMap(at(pod, 'metadata', 'labels'))['sidecar.istio.io/inject'] !== 'false' &&
      // The proxy of a gateway is its container.
      at(pod, 'metadata', 'annotations', 'inject.istio.io/templates') === undefined;
    const ranges = this.ranges.get(workload.id.namespace) ?? [];
    const needs = [...containers, ...(isInjected ? [this.proxy] : [])].map((need) => withDefaults(need, ranges));
    return demandOf(needs, this.pods(workload));
  }

  private pods(workload: ManifestEntry): number {
    const key = keyOf(workload, workload.id.kind, workload.id.name);
    const written = field(workload, 'spec', 'replicas');
    const most = this.mostReplicas.get(key) ?? (typeof written === 'number' ? written : 1);
    // Flagger starts the target of a Canary from zero, so nothing of it is replaced.
    return workload.id.kind !== 'Deployment' || this.released.has(key) ? most : most + surgeOf(workload, most);
  }
}

function keyOf({ id }: ManifestEntry, kind: string, name: string): string {
  return `${id.namespace}/${kind}/${name}`;
}

function mostOf(scaler: ManifestEntry): readonly [key: string, most: number] {
  const target = field(scaler, 'spec', 'scaleTargetRef');
  const most = field(scaler, 'spec', 'maxReplicas');
  const key = keyOf(scaler, text(at(target, 'kind')) ?? '', text(at(target, 'name')) ?? '');
  return [key, typeof most === 'number' ? most : 1];
}

function surgeOf(workload: ManifestEntry, replicas: number): number {
  const strategy = field(workload, 'spec', 'strategy');
  if (text(at(strategy, 'type')) === 'Recreate') return 0;
  const surge = at(strategy, 'rollingUpdate', 'maxSurge') ?? '25%';
  if (typeof surge === 'number') return surge;
  return Math.ceil((replicas * Number.parseFloat(text(surge) ?? '0')) / 100);
}
