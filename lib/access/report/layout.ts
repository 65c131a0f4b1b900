import type { MatrixRow } from './matrix.js';

/** A box of a picture: callers that call alike, or callees that are called alike. */
export interface Box {
  readonly names: readonly string[];
  /** Ports; none for callers. */
  readonly ports: readonly number[];
  readonly y: number;
  readonly height: number;
}

/** A line of a picture, from one box to another. */
export interface Line {
  readonly row: MatrixRow;
  readonly start: number;
  readonly end: number;
}

/** A section laid out: callers on the left, callees on the right. */
export interface Layout {
  readonly left: readonly Box[];
  readonly right: readonly Box[];
  readonly lines: readonly Line[];
  readonly height: number;
}

/** Sizes in pixels; a box shows some names and counts the others, below the headings of both sides. */
export const SIZE = { width: 1120, box: 430, head: 24, line: 17, padding: 8, gap: 12, names: 4 } as const;

interface Node {
  readonly id: string;
  readonly names: readonly string[];
  readonly ports: readonly number[];
}

/** Lays rows out so that few lines cross: each side is sorted by the middle of what its boxes are connected with. */
export function layoutOf(rows: readonly MatrixRow[]): Layout {
  const edges = rows.map((row) => ({ row, from: callers(row), to: callees(row) }));
  let left = unique(edges.map(({ from }) => from));
  let right = unique(edges.map(({ to }) => to));
  for (let round = 0; round < ROUNDS; round++) {
    right = sortedBy(right, left, (id) => edges.filter(({ to }) => to.id === id).map(({ from }) => from.id));
    left = sortedBy(left, right, (id) => edges.filter(({ from }) => from.id === id).map(({ to }) => to.id));
  }
  const [starts, ends] = [placed(left), placed(right)];
  const height = Math.max(bottom(starts), bottom(ends));
  const lines = edges.map(({ row, from, to }) => ({
    row,
    start: attach(starts, from.id, edges, (edge) => [edge.from.id, middle(ends, edge.to.id)], row),
    end: attach(ends, to.id, edges, (edge) => [edge.to.id, middle(starts, edge.from.id)], row),
  }));
  return { left: [...starts.values()], right: [...ends.values()], lines, height };
}

const ROUNDS = 4;

interface Edge {
  readonly row: MatrixRow;
  readonly from: Node;
  readonly to: Node;
}
type Places = ReadonlyMap<string, Box>;

function callers({ from }: MatrixRow): Node {
  return { id: JSON.stringify(from), names: from, ports: [] };
}

function callees({ to, ports }: MatrixRow): Node {
  return { id: JSON.stringify([to, ports]), names: to, ports };
}

function unique(nodes: readonly Node[]): readonly Node[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

function sortedBy(
  nodes: readonly Node[],
  others: readonly Node[],
  neighbours: (id: string) => readonly string[],
): readonly Node[] {
  const places = new Map(others.map(({ id }, at) => [id, at]));
  const weights = new Map(nodes.map(({ id }) => [id, mean(neighbours(id).map((each) => places.get(each) ?? 0))]));
  return [...nodes].sort((a, b) => (weights.get(a.id) ?? 0) - (weights.get(b.id) ?? 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function placed(nodes: readonly Node[]): Places {
  const places = new Map<string, Box>();
  let y: number = SIZE.head;
  for (const { id, names, ports } of nodes) {
    const lines = Math.min(names.length, SIZE.names + 1) + (ports.length > 0 ? 1 : 0);
    const height = lines * SIZE.line + 2 * SIZE.padding;
    places.set(id, { names, ports, y, height });
    y += height + SIZE.gap;
  }
  return places;
}

function bottom(places: Places): number {
  return Math.max(0, ...[...places.values()].map(({ y, height }) => y + height));
}

function middle(places: Places, id: string): number {
  const box = places.get(id);
  return box === undefined ? 0 : box.y + box.height / 2;
}

/** Where a line meets a box: the lines of a box share its side in the order of their other ends. */
function attach(
  places: Places,
  id: string,
  edges: readonly Edge[],
  otherEnd: (edge: Edge) => readonly [id: string, y: number],
  row: MatrixRow,
): number {
  const box = places.get(id);
  if (box === undefined) return 0;
  const own = edges.filter((edge) => otherEnd(edge)[0] === id).sort((a, b) => otherEnd(a)[1] - otherEnd(b)[1]);
  const at = own.findIndex((edge) => edge.row === row);
  return Math.round(box.y + (box.height * (at + 1)) / (own.length + 1));
}
