import { deriveFlux, type GitopsOptions } from '../gitops/writer.js';
import { ManifestSet, missingSecrets } from '../manifest/index.js';
import { predict } from '../predict/index.js';
import { Cluster } from './cluster.js';
import type { Owner } from '../model/index.js';
import { collect, type Collected } from './collect/collect.js';
import type { SerializeOptions } from './tree/serialize.js';
import type { Tree, TreeNode } from './tree/tree.js';

/** What the Git tree of a Cluster needs to know. */
export function gitopsOptions({ name, repository, facts, externalFacts }: Cluster): GitopsOptions {
  return { cluster: name, repository, facts, externalFacts };
}

/**
 * The set of one cluster: what the tree says, then what follows from it. After this nothing adds objects.
 *
 * @param unmarked - who applies objects of which nobody said it
 */
export function manifestSet(tree: Tree, node: TreeNode, options: SerializeOptions, unmarked?: Owner): ManifestSet {
  const { construct } = node;
  if (!Cluster.isCluster(construct)) throw new Error(`${node.path} is no Cluster.`);
  const collected = collect(tree, node, options, unmarked);
  const root = { kind: 'construct', path: node.path } as const;
  const derived = deriveFlux(collected.entries, collected.units, root, gitopsOptions(construct));
  return completeSet(construct.name, { ...collected, entries: [...collected.entries, ...derived] });
}

/** The set of a chart or construct that stands in no Cluster: what the tree says of it, and nothing of Flux. */
export function plainSet(tree: Tree, node: TreeNode, options: SerializeOptions, unmarked?: Owner): ManifestSet {
  return completeSet(node.path, collect(tree, node, options, unmarked));
}

function completeSet(name: string, collected: Collected): ManifestSet {
  const entries = [...collected.entries, ...predict(collected.entries)];
  return new ManifestSet({ ...collected, name, entries, secretNeeds: missingSecrets(entries, collected.secretNeeds) });
}
