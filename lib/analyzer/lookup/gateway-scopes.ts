import type { ManifestEntry } from '../../manifest/index.js';
import { field, type RuleContext } from '../context.js';
import { selects, stringMap } from '../read.js';
import { groupBy } from './group.js';
import { isAttached, podsUnder, scopeKey, selectedLabels } from './policy-scope.js';
import type { PodTemplate, Pods } from './pods.js';

/** Kind of a Gateway of Istio. */
export const GATEWAY = 'Gateway.networking.istio.io';

/** Which gateways a policy holds at. Where no pod of a gateway is known, its own selector stands for them. */
export class GatewayScopes {
  private readonly byPod = new Map<PodTemplate, ManifestEntry[]>();
  private readonly withoutPods: readonly ManifestEntry[];
  private readonly withoutPodsIn: ReadonlyMap<string, readonly ManifestEntry[]>;
  private readonly known = new Map<string, readonly ManifestEntry[]>();

  constructor(
    context: RuleContext,
    private readonly pods: Pods,
    private readonly root: string,
  ) {
    this.withoutPods = context.all(GATEWAY).filter((gateway) => {
      const found = pods.with(stringMap(field(gateway, 'spec', 'selector')));
      for (const pod of found) this.add(pod, gateway);
      return found.length === 0;
    });
    this.withoutPodsIn = groupBy(this.withoutPods, ({ id }) => id.namespace);
  }

  /** Gateways that a policy holds at. */
  under(policy: ManifestEntry): readonly ManifestEntry[] {
    if (isAttached(policy)) return [];
    const key = scopeKey(policy);
    const found = this.known.get(key) ?? this.find(policy);
    this.known.set(key, found);
    return found;
  }

  private find(policy: ManifestEntry): readonly ManifestEntry[] {
    const { namespace } = policy.id;
    const near = namespace === this.root ? this.withoutPods : (this.withoutPodsIn.get(namespace) ?? []);
    const labels = selectedLabels(policy);
    const assumed = near.filter((gateway) => selects(labels, stringMap(field(gateway, 'spec', 'selector'))));
    const seen = podsUnder(policy, this.pods, this.root).flatMap((pod) => this.byPod.get(pod) ?? []);
    return [...new Set([...assumed, ...seen])];
  }

  private add(pod: PodTemplate, gateway: ManifestEntry): void {
    const gateways = this.byPod.get(pod);
    if (gateways === undefined) this.byPod.set(pod, [gateway]);
    else gateways.push(gateway);
  }
}
