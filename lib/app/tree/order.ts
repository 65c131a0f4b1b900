import { MeshError } from '../../model/index.js';
import { subtree, type Tree, type TreeNode } from './tree.js';

/**
 * Puts nodes in the order in which stock cdk8s puts them: depth first along dependencies, with each node visited once.
 *
 * A dependency between two constructs also holds between the API objects below them. Stock writes that product out;
 * here the objects below a target are one group, which is entered once.
 */
export class Orderer {
  private readonly members = new Map<TreeNode, readonly TreeNode[]>();

  /** @param tree - a tree whose dependencies are resolved */
  constructor(private readonly tree: Tree) {}

  /** Charts of the app, those that others depend on first. */
  charts(dependent: boolean): readonly TreeNode[] {
    const nodes = integerIdsFirst(this.tree.nodes);
    if (!dependent) return nodes.filter((node) => node.isChart);
    return this.sorted(nodes, () => true).filter((node) => node.isChart);
  }

  /** API objects whose nearest chart is this one, those that others depend on first. */
  objects(chart: TreeNode): readonly TreeNode[] {
    const own: TreeNode[] = [];
    let linked = false;
    for (const node of subtree(this.tree, chart)) {
      if (node.chart !== chart) continue;
      own.push(node);
      linked ||= node.direct !== undefined;
    }
    const sorted = linked ? this.sorted(own, (node) => node.chart === chart) : own;
    return sorted.filter((node) => node.apiObject !== undefined);
  }

  /** API objects below a construct that belong to its chart. */
  membersOf(target: TreeNode): readonly TreeNode[] {
    let list = this.members.get(target);
    if (list === undefined) {
      list = [...subtree(this.tree, target)].filter(
        (node) => node.apiObject !== undefined && node.chart === target.chart,
      );
      this.members.set(target, list);
    }
    return list;
  }

  private sorted(nodes: readonly TreeNode[], inScope: (node: TreeNode) => boolean): TreeNode[] {
    const walk = new Walk(this, inScope);
    const inbound = this.inbound(nodes, inScope);
    for (const node of nodes) if (!inbound.has(node)) walk.visit(node);
    // What remains is on a cycle or behind one; visiting it names the cycle.
    for (const node of nodes) walk.visit(node);
    return walk.sorted;
  }

  private inbound(nodes: readonly TreeNode[], inScope: (node: TreeNode) => boolean): ReadonlySet<TreeNode> {
    const inbound = new Set<TreeNode>();
    const entered = new Set<TreeNode>();
    for (const source of nodes) {
      for (const target of source.direct ?? []) {
        if (!inScope(target)) continue;
        inbound.add(target);
        if (entered.has(target)) continue;
        const [first, second] = this.membersOf(source);
        if (first === undefined) continue;
        for (const member of this.membersOf(target)) {
          if (second !== undefined || member !== first) inbound.add(member);
        }
        if (second !== undefined) entered.add(target);
      }
    }
    return inbound;
  }
}

/** A depth-first walk with its own stack. */
class Walk {
  readonly sorted: TreeNode[] = [];
  private readonly state = new Map<TreeNode, 'open' | 'done'>();
  private readonly groups = new Set<TreeNode>();

  constructor(
    private readonly orderer: Orderer,
    private readonly inScope: (node: TreeNode) => boolean,
  ) {}

  visit(root: TreeNode): void {
    if (this.state.has(root)) return;
    const stack = [this.open(root)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.targets.next();
      if (next.done === true) {
        this.state.set(top.node, 'done');
        this.sorted.push(top.node);
        stack.pop();
      } else if (!this.state.has(next.value)) {
        stack.push(this.open(next.value));
      } else if (this.state.get(next.value) === 'open' && next.value !== top.node) {
        const from = stack.findIndex((frame) => frame.node === next.value);
        throw cycle([...stack.slice(from).map((frame) => frame.node), next.value]);
      }
    }
  }

  private open(node: TreeNode): { node: TreeNode; targets: Generator<TreeNode> } {
    this.state.set(node, 'open');
    return { node, targets: this.targets(node) };
  }

  private *targets(node: TreeNode): Generator<TreeNode> {
    for (const target of node.direct ?? []) if (this.inScope(target)) yield target;
    if (node.apiObject === undefined) return;
    for (const source of ancestors(node)) {
      for (const target of source.direct ?? []) {
        if (!this.inScope(target) || this.groups.has(target)) continue;
        const members = this.orderer.membersOf(target);
        for (const member of members) if (member !== node) yield member;
        // A node inside its own group leaves it open, so that a cycle through it is still seen.
        if (node.index < target.index || node.index >= target.end) this.groups.add(target);
      }
    }
  }
}

/** Constructs of the same chart from the outermost to the node itself. */
function ancestors(node: TreeNode): TreeNode[] {
  const list: TreeNode[] = [];
  for (let at: TreeNode | undefined = node; at !== undefined && at.chart === node.chart; at = at.parent) list.push(at);
  return list.reverse();
}

/** The order in which JavaScript lists keys: ids of the first level that look like an index come before all others. */
function integerIdsFirst(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const numbered = nodes.filter((node) => /^(?:0|[1-9][0-9]*)$/.test(node.path));
  if (numbered.length === 0) return nodes;
  const first = numbered.sort((a, b) => Number(a.path) - Number(b.path));
  const moved = new Set(first);
  return [...first, ...nodes.filter((node) => !moved.has(node))];
}

function cycle(nodes: readonly TreeNode[]): MeshError {
  return new MeshError({
    code: 'TM2019',
    where: nodes[0]?.path ?? '',
    what: `dependencies form a cycle: ${nodes.map((node) => node.path).join(' -> ')}`,
    remedy: 'Remove one of these dependencies.',
  });
}
