import { isMap, listOf, mapAt, textOf, type ManifestSet } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import { serviceAccount } from './accounts.js';
import type { Client } from './client.js';

const HELM_CONTROLLER = serviceAccount('flux-system', 'helm-controller');
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];
const INSTALLED = ['ServiceAccount', 'Service', ...WORKLOADS];
/** What every chart sets in its own way, and a prediction leaves out: without it no pod is admitted. */
const CONTAINER = {
  image: 'registry.example.com/stand-in:1',
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '10m', memory: '16Mi' } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
} as const;
const POD = { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } } as const;

/** How far a release has come. */
export type ReleaseState =
  | { readonly kind: 'installed' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Stands in for the part of helm-controller that installs a chart: it applies, as that controller's account, the
 * accounts, Services and workloads that the tree predicts of a release, and a release is installed when all of its
 * workloads are up. Resource definitions are on the server already.
 */
export class ReleaseStandIn {
  private readonly objects: ReadonlyMap<string, readonly KubeObject[]>;
  private readonly applied = new Set<string>();

  /**
   * @param client - of the server
   * @param set - the tree whose predictions are applied
   */
  constructor(
    private readonly client: Client,
    set: ManifestSet,
  ) {
    const releases = set.all({ layer: 'written' }).filter(({ id }) => id.kind === 'HelmRelease');
    this.objects = new Map(releases.map(({ id, origin }) => [id.name, predictedBelow(set, origin)]));
  }

  /** Workloads that releases make. */
  get workloads(): readonly KubeObject[] {
    return [...this.objects.values()].flat().filter(({ kind }) => WORKLOADS.includes(kind));
  }

  /** Goes on with the release of a name. */
  async install(name: string): Promise<ReleaseState> {
    const objects = this.objects.get(name) ?? [];
    if (!this.applied.has(name)) {
      for (const object of objects) {
        const { ok, message } = await this.client.apply(completed(object), { as: HELM_CONTROLLER });
        if (!ok) return { kind: 'refused', message: `Helm install failed: ${message}` };
      }
      this.applied.add(name);
    }
    for (const object of objects.filter(({ kind }) => WORKLOADS.includes(kind))) {
      if (!isUp(await this.client.read(object))) return { kind: 'waiting' };
    }
    return { kind: 'installed' };
  }
}

/** Whether a workload runs every pod that it wants. */
export function isUp(workload: JsonObject | undefined): boolean {
  const status = mapAt(workload, 'status');
  const { readyReplicas, numberReady, desiredNumberScheduled } = status;
  if (typeof desiredNumberScheduled === 'number')
    return desiredNumberScheduled > 0 && numberReady === desiredNumberScheduled;
  return readyReplicas !== undefined && readyReplicas === mapAt(workload, 'spec')['replicas'];
}

function predictedBelow(
  set: ManifestSet,
  release: { readonly kind: string; readonly path?: string },
): readonly KubeObject[] {
  const predicted = set.all({ layer: 'predicted' }).filter(({ origin, id }) => {
    const path = origin.kind === 'construct' ? origin.path : undefined;
    return path !== undefined && release.path === `${path}/Resource` && INSTALLED.includes(id.kind);
  });
  return predicted.map(({ object }) => object).sort((a, b) => INSTALLED.indexOf(a.kind) - INSTALLED.indexOf(b.kind));
}

function completed(object: KubeObject): KubeObject {
  if (!WORKLOADS.includes(object.kind)) return object;
  const spec = mapAt(object['spec']);
  const template = mapAt(spec, 'template');
  const pod = mapAt(template, 'spec');
  const containers = listOf(pod['containers'])
    .filter(isMap)
    .map((container) => ({ ...CONTAINER, ...container, name: textOf(container['name']) ?? '' }));
  return { ...object, spec: { ...spec, template: { ...template, spec: { ...POD, ...pod, containers } } } };
}
