import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { checkNamespaces, type Check, type Finding, type ManifestEdge, type ManifestSet } from '../manifest/index.js';
import type { Owner } from '../model/index.js';
import { checkSchema, DEFAULT_CHECKS } from './checks.js';
import { Cluster } from './cluster.js';
import { manifestSet, plainSet } from './manifests.js';
import { MeshApp } from './mesh-app.js';
import { refuseErrors } from './refuse-errors.js';
import { resolveDependencies } from './tree/dependencies.js';
import { serializeOptions } from './tree/serialize.js';
import { readTree, subtree, type Tree, type TreeNode } from './tree/tree.js';
import { validateTree } from './tree/validate.js';

/** The objects of a Cluster, or of a chart or construct outside of one, after every check. */
export interface CheckedManifests {
  /** The construct that holds them. */
  readonly root: IConstruct;
  /** The objects. */
  readonly set: ManifestSet;
  /** Findings below the level of an error. */
  readonly findings: readonly Finding[];
}

/** What {@link readManifests} found. */
export interface ReadManifests {
  /** Clusters and charts, in the order of the tree. */
  readonly roots: readonly CheckedManifests[];
  /** Declared dependencies of the whole tree, those from chart to chart among them. */
  readonly edges: readonly ManifestEdge[];
}

/** Checks of a chart in no Cluster: it may refer to objects that others make, so no rule looks across objects. */
const PLAIN_CHECKS: readonly Check[] = [checkNamespaces, checkSchema];

/**
 * What stands at or below a construct, as synth reads and checks it: one set for each Cluster and for each chart outside
 * of them. For a construct within a Cluster or chart it is the set of that whole. An error of a check is thrown.
 *
 * @param scope - an App, a Cluster, a chart or any construct
 * @param unmarked - who applies objects of a Cluster or chart of which nobody said it
 */
export function readManifests(scope: IConstruct, unmarked: (root: IConstruct) => Owner): ReadManifests {
  const tree = readTree(scope.node.root);
  validateTree(tree);
  resolveDependencies(tree);
  const { root } = scope.node;
  const checks = root instanceof MeshApp ? root.checks : DEFAULT_CHECKS;
  const options = serializeOptions(root instanceof App ? root : { resolvers: [] });
  const roots = rootsOf(tree, scope).map((node) => {
    const isCluster = Cluster.isCluster(node.construct);
    const set = (isCluster ? manifestSet : plainSet)(tree, node, options, unmarked(node.construct));
    return { root: node.construct, set, findings: (isCluster ? checks : PLAIN_CHECKS).flatMap((check) => check(set)) };
  });
  refuseErrors(roots.flatMap(({ findings }) => findings));
  return { roots, edges: edgesOf(tree) };
}

function edgesOf(tree: Tree): readonly ManifestEdge[] {
  return tree.nodes.flatMap((node) =>
    node.construct.node.dependencies.flatMap((dependency) => {
      const to = tree.nodeOf.get(dependency);
      return to === undefined || to === node ? [] : [{ from: node.path, to: to.path }];
    }),
  );
}

/** Clusters, and the outermost charts outside of them, that hold the construct or stand below it. */
function rootsOf(tree: Tree, scope: IConstruct): readonly TreeNode[] {
  const node = tree.nodeOf.get(scope);
  if (node === undefined) throw new Error(`${scope.node.path} is not in the tree of its root.`);
  const above = outermost(node);
  if (above !== undefined) return [above];
  const found = [...subtree(tree, node)].filter((each) => outermost(each) === each);
  return found.length > 0 ? found : [node];
}

/** The Cluster of a construct, else its outermost chart. */
function outermost(node: TreeNode): TreeNode | undefined {
  let chart: TreeNode | undefined;
  for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) {
    if (Cluster.isCluster(at.construct)) return at;
    if (at.isChart) chart = at;
  }
  return chart;
}
