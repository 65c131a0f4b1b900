import { Chart } from 'cdk8s';
import type { Tree, TreeNode } from './tree.js';

/**
 * Resolves the declared dependencies of the whole tree, once, into the `direct` sets of the nodes: a chart comes after
 * the charts right below it, and after every chart that something in it depends on.
 *
 * @returns charts that depend on another
 */
export function resolveDependencies(tree: Tree): ReadonlySet<TreeNode> {
  for (const node of tree.nodes) readDeclared(tree, node);
  const dependents = new Set<TreeNode>();
  const link = (from: TreeNode, to: TreeNode): void => {
    from.comesAfter(to);
    dependents.add(from);
  };
  for (const chart of tree.charts) {
    for (const child of chart.construct.node.children) {
      const below = tree.nodeOf.get(child);
      if (below?.isChart === true) link(chart, below);
    }
  }
  const declared = tree.nodes.filter((node) => node.direct !== undefined);
  for (const source of declared) {
    for (const target of [...(source.direct ?? [])]) {
      const [from, to] = [chartOf(source), chartOf(target)];
      if (from !== to) link(from, to);
    }
  }
  return dependents;
}

function readDeclared(tree: Tree, node: TreeNode): void {
  for (const dependency of node.construct.node.dependencies) {
    const target = tree.nodeOf.get(dependency);
    if (target !== undefined && target !== node) node.comesAfter(target);
  }
}

/** The chart of a node. For a construct above all charts it fails as stock cdk8s does. */
function chartOf(node: TreeNode): TreeNode {
  if (node.chart !== undefined) return node.chart;
  Chart.of(node.construct);
  throw new Error(`No chart above ${node.path}.`);
}
