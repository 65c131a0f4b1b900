import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** A construct in the tree, with what the flow needs to know of it, found out once. */
export class TreeNode {
  /** The construct. */
  readonly construct: IConstruct;
  /** Its path. */
  readonly path: string;
  /** The construct above; none for the App. */
  readonly parent: TreeNode | undefined;
  /** The construct as an API object, if it is one. */
  readonly apiObject: ApiObject | undefined;
  /** The nearest chart, which may be the construct itself; none above all charts. */
  readonly chart: TreeNode | undefined;
  /** Whether it is a chart. */
  readonly isChart: boolean;
  /** Place in preorder. */
  readonly index: number;
  private last: number;
  private firsts: Set<TreeNode> | undefined;

  constructor(construct: IConstruct, parent: TreeNode | undefined, index: number) {
    this.construct = construct;
    this.path = pathBelow(parent, construct);
    this.parent = parent;
    this.apiObject = ApiObject.isApiObject(construct) ? construct : undefined;
    this.isChart = Chart.isChart(construct);
    this.chart = this.isChart ? this : parent?.chart;
    this.index = index;
    this.last = index + 1;
    this.firsts = undefined;
  }

  /** Place after the last construct below, in preorder. */
  get end(): number {
    return this.last;
  }

  /** Constructs that come first: declared ones, then those that follow for charts. */
  get direct(): ReadonlySet<TreeNode> | undefined {
    return this.firsts;
  }

  /** Says that another construct comes first. */
  comesAfter(target: TreeNode): void {
    this.firsts ??= new Set();
    this.firsts.add(target);
  }

  /** Takes in the places of a construct below. */
  takeIn(below: TreeNode): void {
    if (this.last < below.last) this.last = below.last;
  }
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
    const node = new TreeNode(next.construct, next.parent, nodes.length);
    nodes.push(node);
    nodeOf.set(next.construct, node);
    const { children } = next.construct.node;
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at];
      if (child !== undefined) stack.push({ construct: child, parent: node });
    }
  }
  for (let at = nodes.length - 1; at > 0; at--) {
    const node = nodes[at];
    if (node !== undefined) node.parent?.takeIn(node);
  }
  return { nodes, nodeOf, charts: nodes.filter((node) => node.isChart) };
}

/** Nodes of a subtree in preorder, its root first. */
export function* subtree(tree: Tree, root: TreeNode): Generator<TreeNode> {
  for (let at = root.index; at < root.end; at++) {
    const node = tree.nodes[at];
    if (node !== undefined) yield node;
  }
}

function pathBelow(parent: TreeNode | undefined, construct: IConstruct): string {
  if (parent === undefined) return construct.node.path;
  return parent.path === '' ? construct.node.id : `${parent.path}/${construct.node.id}`;
}
