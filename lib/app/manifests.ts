import { Layout, bootstrapSecrets, deriveFlux, type GitopsOptions } from '../gitops/writer.js';
import { ManifestSet, missingSecrets } from '../manifest/index.js';
import { predict } from '../predict/index.js';
import { Cluster } from './cluster.js';
import type { Owner } from '../model/index.js';
import { clusterDomainOf } from '../targets/index.js';
import { collect, type Collected } from './collect/collect.js';
import { withParts } from './collect/parts.js';
import { withShards } from './collect/shards.js';
import { withShared } from './collect/share.js';
import type { SerializeOptions } from './tree/serialize.js';
import type { Tree, TreeNode } from './tree/tree.js';

/** What the Git tree of a Cluster needs to know. */
export function gitopsOptions(cluster: Cluster): GitopsOptions {
  const { name, repository, bootstrap, facts, externalFacts, scale } = cluster;
  const clusterDomain = clusterDomainOf(cluster);
  return { cluster: name, repository, bootstrap, clusterDomain, facts, externalFacts, scale };
}

/**
 * The set of one cluster: what the tree says, then what follows from it. After this nothing adds objects.
 *
 * @param unmarked - who applies objects of which nobody said it
 */
export function manifestSet(tree: Tree, node: TreeNode, options: SerializeOptions, unmarked?: Owner): ManifestSet {
  const { construct } = node;
  if (!Cluster.isCluster(construct)) throw new Error(`${node.path} is no Cluster.`);
  const collected = laidOut(collect(tree, node, options, unmarked), construct);
  const root = { kind: 'construct', path: node.path } as const;
  const gitops = gitopsOptions(construct);
  const derived = deriveFlux(collected.entries, collected.units, root, gitops);
  const needs = bootstrapSecrets(gitops).map((need) => ({ ...need, origin: root }));
  const secretNeeds = [...collected.secretNeeds, ...needs];
  return completeSet(construct.name, { ...collected, entries: [...collected.entries, ...derived], secretNeeds });
}

/** What the tree says of a cluster, with the units that the cluster shares, parts and spreads. */
function laidOut(collected: Collected, { node, scale, sharedUnits }: Cluster): Collected {
  const { entries, units } = withParts(collected, scale, node.path);
  const shared = withShared(units, sharedUnits, { where: node.path, field: 'sharedUnits' });
  const layout = new Layout(scale);
  const grouped = shared.map((unit) => {
    const group = layout.groupOf(unit.path);
    return group === undefined ? unit : { ...unit, group };
  });
  return { ...collected, entries: withShards(entries, scale), units: grouped };
}

/** The set of a chart or construct that stands in no Cluster: what the tree says of it, and nothing of Flux. */
export function plainSet(tree: Tree, node: TreeNode, options: SerializeOptions, unmarked?: Owner): ManifestSet {
  return completeSet(node.path, collect(tree, node, options, unmarked));
}

function completeSet(name: string, collected: Collected): ManifestSet {
  const entries = [...collected.entries, ...predict(collected.entries)];
  const supplied = new Set(collected.units.flatMap(({ files = [] }) => files.map(({ secret }) => placeOf(secret))));
  const declared = collected.secretNeeds.filter((need) => !supplied.has(placeOf(need)));
  return new ManifestSet({ ...collected, name, entries, secretNeeds: missingSecrets(entries, declared) });
}

function placeOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
