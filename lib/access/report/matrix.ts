import { tenantsOf } from '../proof/isolation.js';
import { trailText, requestText } from './texts.js';
import type { World } from '../world/world.js';
import { edgesOf, tenantNames, type Edge } from './edges.js';

/** One row of a matrix: callers that may call the same things, folded. */
export interface MatrixRow {
  /** Tenant of the callers; empty for the platform. */
  readonly tenant: string;
  /** Callers, `namespace/name`, or `outside`. */
  readonly from: readonly string[];
  /** Callee, `namespace/name`. */
  readonly to: string;
  /** Ports of the callee. */
  readonly ports: readonly number[];
  /** Whether it passes in any case. */
  readonly outcome: 'allow' | 'depends';
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
  /** Rows, sorted by tenant. */
  readonly rows: readonly MatrixRow[];
  /** Every call that gets through. */
  readonly edges: readonly MatrixEdge[];
  /** Parts that could not be decided. */
  readonly unknown: readonly string[];
  /** Defaults that were assumed. */
  readonly assumptions: readonly string[];
}

/** An edge of a picture. */
export interface MatrixEdge {
  /** Caller, `namespace/name`, or `outside`. */
  readonly from: string;
  /** Callee, `namespace/name`. */
  readonly to: string;
  /** Tenant of the caller; empty for the platform. */
  readonly fromTenant: string;
  /** Tenant of the callee; empty for the platform. */
  readonly toTenant: string;
  /** Port of the callee. */
  readonly port: number;
  /** Whether it passes in any case. */
  readonly outcome: 'allow' | 'depends';
  /** What a request must be like. */
  readonly needs: string;
  /** Steps of the call, as text. */
  readonly trail: string;
}

/** The matrix of a world. */
export function matrixOf(world: World, cluster: string): Matrix {
  const { edges, unknown } = edgesOf(world);
  const tenants = tenantNames(world);
  return {
    schemaVersion: 1,
    cluster,
    tenants: tenantsOf(world),
    rows: rowsOf(edges, tenants),
    edges: edges.map((edge) => matrixEdge(edge, tenants)),
    unknown,
    assumptions: world.mesh.assumptions,
  };
}

function matrixEdge(edge: Edge, tenants: ReadonlyMap<string, string>): MatrixEdge {
  const { from, to, port, outcome, request, trail } = edge;
  const needs = requestText(request);
  const [fromTenant, toTenant] = [tenants.get(from) ?? '', tenants.get(to) ?? ''];
  return { from, to, fromTenant, toTenant, port, outcome, needs, trail: trailText(trail) };
}

/** Folds callers of one tenant with equal reach, and ports of one pair. */
function rowsOf(edges: readonly Edge[], tenants: ReadonlyMap<string, string>): readonly MatrixRow[] {
  const pairs = new Map<string, MatrixRow>();
  for (const { from, to, port, outcome, request } of edges) {
    const needs = requestText(request);
    const name = JSON.stringify([from, to, outcome, needs]);
    const known = pairs.get(name);
    const ports = [...(known?.ports ?? []), port].sort((a, b) => a - b);
    pairs.set(name, { tenant: tenants.get(from) ?? '', from: [from], to, ports, outcome, needs });
  }
  const folded = new Map<string, MatrixRow>();
  for (const row of pairs.values()) {
    const name = JSON.stringify([row.tenant, row.to, row.ports, row.outcome, row.needs]);
    const known = folded.get(name);
    folded.set(name, { ...row, from: [...(known?.from ?? []), ...row.from] });
  }
  return [...folded.values()].sort((a, b) => compareRows(a, b));
}

function compareRows(a: MatrixRow, b: MatrixRow): number {
  const [one, two] = [a, b].map(({ tenant, from, to, ports, needs }) =>
    JSON.stringify([tenant, from, to, ports, needs]),
  );
  return (one ?? '') < (two ?? '') ? -1 : 1;
}
