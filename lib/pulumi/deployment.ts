import type { ObjectId } from '../model/index.js';
import { identityKey } from '../model/index.js';
import type { ConstructComponent } from './construct-component.js';
import type { KubeResource } from './kube-resource.js';

/** What one call of `deploy` registered. */
export class Deployment {
  private readonly byIdentity = new Map<string, KubeResource>();
  private readonly byPath = new Map<string, KubeResource>();
  private readonly byConstruct = new Map<string, ConstructComponent>();

  /** Every object, in the order in which they were registered. */
  get resources(): readonly KubeResource[] {
    return [...this.byPath.values()];
  }

  /** Components of the constructs, outer ones first. */
  get components(): readonly ConstructComponent[] {
    return [...this.byConstruct.values()];
  }

  /** What a cluster knows the objects by, for other stacks to compare theirs with; see {@link guardStack}. */
  get owned(): readonly string[] {
    return [...this.byIdentity.keys()].sort();
  }

  /** An object by what a cluster knows it by; the group of core kinds is empty, as is the namespace of cluster-scoped ones. */
  get(group: string, kind: string, namespace: string, name: string): KubeResource | undefined {
    return this.byIdentity.get(identityKey({ group, kind, namespace, name }));
  }

  /** The object or component of a construct, by its path. */
  at(path: string): KubeResource | ConstructComponent | undefined {
    return this.byPath.get(path) ?? this.byConstruct.get(path);
  }

  /** @internal */
  addResource(path: string, id: Omit<ObjectId, 'version'>, resource: KubeResource): void {
    this.byPath.set(path, resource);
    this.byIdentity.set(identityKey(id), resource);
  }

  /** @internal */
  addComponent(path: string, component: ConstructComponent): void {
    this.byConstruct.set(path, component);
  }
}
