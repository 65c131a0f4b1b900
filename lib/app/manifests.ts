import { deriveFlux, type GitopsOptions } from '../gitops/writer.js';
import { ManifestSet, missingSecrets } from '../manifest/index.js';
import { predict } from '../predict/index.js';
import { Cluster } from './cluster.js';
import { collect } from './collect/collect.js';
import type { SerializeOptions } from './tree/serialize.js';
import type { Tree, TreeNode } from './tree/tree.js';

/** What the Git tree of a Cluster needs to know. */
export function gitopsOptions({ name, repository, facts, externalFacts }: Cluster): GitopsOptions {
  return { cluster: name, repository, facts, externalFacts };
}

/** The set of one cluster: what the tree says, then what follows from it. After this nothing adds objects. */
export function manifestSet(tree: Tree, node: TreeNode, options: SerializeOptions): ManifestSet {
  const { construct } = node;
  if (!Cluster.isCluster(construct)) throw new Error(`${node.path} is no Cluster.`);
  const { entries, units, scopes, edges, secretNeeds } = collect(tree, node, options);
  const root = { kind: 'construct', path: node.path } as const;
  const derived = deriveFlux(entries, units, root, gitopsOptions(construct));
  const all = [...entries, ...derived];
  const complete = [...all, ...predict(all)];
  return new ManifestSet({
    name: construct.name,
    entries: complete,
    units,
    scopes,
    edges,
    secretNeeds: missingSecrets(complete, secretNeeds),
  });
}
