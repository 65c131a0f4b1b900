import { MeshApp } from 'tenant-mesh';
import type { ManifestEntry, ManifestSet } from 'tenant-mesh/manifest';
import { at, objects, strings, text } from '../../lib/analyzer/read.js';
import { splitKind } from '../../lib/analyzer/index.js';
import type { JsonObject, JsonValue } from '../../lib/model/index.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

/** A cluster of the reference platform, with short ways to look things up. */
export class Reference {
  /** @param set - the objects of the cluster */
  constructor(readonly set: ManifestSet) {}

  /** One object; a missing one fails the test. */
  one(kind: string, namespace: string, name: string): JsonObject {
    return this.entry(kind, namespace, name).object;
  }

  /** One entry; a missing one fails the test. */
  entry(kind: string, namespace: string, name: string): ManifestEntry {
    const split = splitKind(kind);
    const found = this.set.get(split.group, split.kind, namespace, name);
    if (found === undefined) throw new Error(`${this.set.name} has no ${kind} ${namespace}/${name}`);
    return found;
  }

  /** Written objects of a kind, in one namespace or in all. */
  all(kind: string, namespace?: string): readonly ManifestEntry[] {
    const split = splitKind(kind);
    return this.set
      .byKind(split.group, split.kind)
      .filter((entry) => entry.layer === 'written' && (namespace === undefined || entry.id.namespace === namespace));
  }

  /** Inline values of a HelmRelease. */
  values(release: string): JsonValue | undefined {
    return at(this.one('HelmRelease.helm.toolkit.fluxcd.io', 'flux-system', release), 'spec', 'values');
  }

  /** Names of the HelmReleases. */
  releases(): readonly string[] {
    return this.all('HelmRelease.helm.toolkit.fluxcd.io').map(({ id }) => id.name);
  }

  /** Units that must be Ready before a unit, all the way down. */
  before(unit: string): ReadonlySet<string> {
    const found = new Set<string>();
    const visit = (path: string): void => {
      for (const next of this.set.units.find((known) => known.path === path)?.dependsOn ?? []) {
        if (found.has(next)) continue;
        found.add(next);
        visit(next);
      }
    };
    visit(unit);
    return found;
  }

  /** Unit of an object. */
  unitOf(kind: string, namespace: string, name: string): string {
    return this.entry(kind, namespace, name).unit;
  }

  /** Names of namespaces that belong to tenants' workloads. */
  tenants(): readonly string[] {
    return this.all('Namespace')
      .filter(({ object }) => object.metadata.labels?.['tenant-mesh.io/role'] === 'tenant')
      .map(({ id }) => id.name);
  }
}

/** Both clusters of the reference platform, as the stack describes them. */
export function reference(): readonly [metal: Reference, eks: Reference] {
  const app = new MeshApp();
  addMetalProd(app);
  addEksProd(app);
  const [eks, metal] = [...app.manifests()].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (metal === undefined || eks === undefined) throw new Error('the stack describes two clusters');
  return [new Reference(metal), new Reference(eks)];
}

/** One table row a cluster, for `describe.each`. */
export function clusters(): readonly (readonly [name: string, cluster: Reference])[] {
  return reference().map((cluster) => [cluster.set.name, cluster] as const);
}

export { at, objects, strings, text };
