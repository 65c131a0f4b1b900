import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** A construct in the tree, with what the flow needs to know of it, found out once. */
export interface TreeNode {
  readonly construct: IConstruct;
  readonly path: string;
  /** The construct above; none for the App. */
  readonly parent: TreeNode | undefined;
  /** The construct as an API object, if it is one. */
  readonly apiObject: ApiObject | undefined;
  /** The nearest chart, which may be the construct itself; none above all charts. */
  readonly chart: TreeNode | undefined;
  readonly isChart: boolean;
  /** Place in preorder. */
  readonly index: number;
  /** Place after the last construct below, in preorder. */
  end: number;
  /** Constructs that come first: declared ones, then those that follow for charts. */
  direct: Set<TreeNode> | undefined;
}

/** The construct tree of an app, walked once. */
export interface Tree {
  /** Every construct in preorder. */
  readonly nodes: readonly TreeNode[];
  /** Node of a construct. */
  readonly nodeOf: ReadonlyMap<IConstruct, TreeNode>;
  /** Charts in preorder. */
  readonly charts: readonly TreeNode[];
}

/** Walks the tree in preorder, without recursion, so that depth costs no stack. */
export function readTree(root: IConstruct): Tree {
  const nodes: TreeNode[] = [];
  const nodeOf = new Map<IConstruct, TreeNode>();
  const stack: { construct: IConstruct; parent: TreeNode | undefined }[] = [{ construct: root, parent: undefined }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const node = readNode(next.construct, next.parent, nodes.length);
    nodes.push(node);
    nodeOf.set(next.construct, node);
    const { children } = next.construct.node;
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child !== undefined) stack.push({ construct: child, parent: node });
    }
  }
  for (let at = nodes.length - 1; at > 0; at--) closeParent(nodes[at]);
  return { nodes, nodeOf, charts: nodes.filter((node) => node.isChart) };
}

/** Nodes of a subtree in preorder, its root first. */
export function* subtree(tree: Tree, root: TreeNode): Generator<TreeNode> {
  for (let at = root.index; at < root.end; at++) {
    const node = tree.nodes[at];
    if (node !== undefined) yield node;
  }
}

function readNode(construct: IConstruct, parent: TreeNode | undefined, index: number): TreeNode {
  const isChart = Chart.isChart(construct);
  const node = {
    construct,
    path: pathBelow(parent, construct),
    parent,
    apiObject: ApiObject.isApiObject(construct) ? construct : undefined,
    chart: parent?.chart,
    isChart,
    index,
    end: index + 1,
    direct: undefined,
  };
  if (isChart) node.chart = node;
  return node;
}

function pathBelow(parent: TreeNode | undefined, construct: IConstruct): string {
  if (parent === undefined) return construct.node.path;
  return parent.path === '' ? construct.node.id : `${parent.path}/${construct.node.id}`;
}

function closeParent(node: TreeNode | undefined): void {
  const parent = node?.parent;
  if (node !== undefined && parent !== undefined && parent.end < node.end) parent.end = node.end;
}
