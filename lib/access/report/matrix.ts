import type { Step } from '../path/answer.js';
import { tenantsOf } from '../proof/isolation.js';
import type { World } from '../world/world.js';
import { edgeName, edgesOf, tenantNames, type Edge } from './edges.js';
import { folded } from './fold.js';
import { outwardEdges } from './outward.js';
import { needsText } from './texts.js';

/** One row of a matrix: calls that are alike. Each of the callers may call each of the callees on each port. */
export interface MatrixRow {
  /** Tenant whose calls these are, made or taken; empty where neither end belongs to one. */
  readonly tenant: string;
  /** Callers, `namespace/name`, or `outside`. */
  readonly from: readonly string[];
  /** Callees, `namespace/name`, or hosts outside of the mesh. */
  readonly to: readonly string[];
  /** Ports of the callees, or of the gateway for callers outside. */
  readonly ports: readonly number[];
  /** Whether the calls pass in any case. */
  readonly outcome: 'allow' | 'depends';
  /** Whether the calls lead from one tenant to another. */
  readonly across: boolean;
  /** What a request must be like. */
  readonly needs: string;
}

/** Who may call whom in a set. */
export interface Matrix {
  readonly schemaVersion: 1;
  /** Name of the set. */
  readonly cluster: string;
  /** Tenants, sorted. */
  readonly tenants: readonly string[];
  /** Rows, sorted by tenant; a call between two tenants stands in a row of each. */
  readonly rows: readonly MatrixRow[];
  /** Every call that gets through. */
  readonly edges: readonly MatrixEdge[];
  /** Parts that could not be decided. */
  readonly unknown: readonly string[];
  /** Defaults that were assumed. */
  readonly assumptions: readonly string[];
}

/** One call that gets through. */
export interface MatrixEdge {
  /** Caller, `namespace/name`, or `outside`. */
  readonly from: string;
  /** Callee, `namespace/name`, or a host outside of the mesh. */
  readonly to: string;
  /** Tenant of the caller; empty for the platform. */
  readonly fromTenant: string;
  /** Tenant of the callee; empty for the platform, and for hosts outside of the mesh. */
  readonly toTenant: string;
  /** Port of the callee, or of the gateway for a caller outside. */
  readonly port: number;
  /** Whether it passes in any case. */
  readonly outcome: 'allow' | 'depends';
  /** What a request must be like. */
  readonly needs: string;
  /** Steps of the call, in order. */
  readonly trail: readonly Step[];
}

/** The matrix of a world. */
export function matrixOf(world: World, cluster: string): Matrix {
  const [inside, outward] = [edgesOf(world), outwardEdges(world)];
  const edges = [...inside.edges, ...outward.edges].sort((a, b) => (edgeName(a) < edgeName(b) ? -1 : 1));
  const tenants = tenantNames(world);
  const calls = edges.map((edge) => matrixEdge(edge, tenants));
  return {
    schemaVersion: 1,
    cluster,
    tenants: tenantsOf(world),
    rows: rowsOf(calls),
    edges: calls,
    unknown: [...inside.unknown, ...outward.unknown],
    assumptions: world.assumptions,
  };
}

function matrixEdge(edge: Edge, tenants: ReadonlyMap<string, string>): MatrixEdge {
  const { from, to, port, outcome, trail } = edge;
  const [fromTenant, toTenant] = [tenants.get(from) ?? '', tenants.get(to) ?? ''];
  return { from, to, fromTenant, toTenant, port, outcome, needs: needsText(edge), trail };
}

/** Rows of each tenant, and those of calls that have to do with none. */
function rowsOf(edges: readonly MatrixEdge[]): readonly MatrixRow[] {
  const byTenant = new Map<string, MatrixEdge[]>();
  for (const edge of edges) {
    const own = new Set([edge.fromTenant, edge.toTenant].filter((tenant) => tenant !== ''));
    for (const tenant of own.size === 0 ? [''] : own) {
      const list = byTenant.get(tenant) ?? [];
      list.push(edge);
      byTenant.set(tenant, list);
    }
  }
  const sorted = [...byTenant].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([tenant, own]) => tenantRows(tenant, own));
}

function tenantRows(tenant: string, edges: readonly MatrixEdge[]): readonly MatrixRow[] {
  const folds = folded(edges, (edge) => JSON.stringify([side(edge, tenant), isAcross(edge), edge.outcome, edge.needs]));
  return folds
    .map(({ from, to, ports, first }) => {
      const { outcome, needs } = first;
      const row = { tenant, from, to, ports, outcome, across: isAcross(first), needs };
      return { row, order: `${isAcross(first) ? '0' : '1'}${side(first, tenant)}${JSON.stringify([from, to, ports])}` };
    })
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ row }) => row);
}

/** Calls of a tenant in the order that one reads them: from outside, from the platform, its own, on to the platform. */
function side({ from, fromTenant, toTenant }: MatrixEdge, tenant: string): string {
  if (from === 'outside') return '1';
  if (fromTenant !== tenant) return '2';
  return toTenant === tenant ? '3' : '4';
}

/** Whether a call leads from one tenant to another. */
export function isAcross({ fromTenant, toTenant }: Pick<MatrixEdge, 'fromTenant' | 'toTenant'>): boolean {
  return fromTenant !== '' && toTenant !== '' && fromTenant !== toTenant;
}
