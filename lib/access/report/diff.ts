import type { Step } from '../path/answer.js';
import type { World } from '../world/world.js';
import { edgeName, edgesOf, tenantNames, type Edge } from './edges.js';
import { requestText, stepText } from './texts.js';
import { widening } from './widening.js';

/** One call that a change opens, closes or alters. */
export interface AccessChange {
  /** What becomes of the call. */
  readonly kind: 'opened' | 'widened' | 'narrowed' | 'closed';
  /** Caller, `namespace/name`, or `outside`. */
  readonly from: string;
  /** Callee, `namespace/name`. */
  readonly to: string;
  /** Port of the callee, or of the gateway for a caller outside. */
  readonly port: number;
  /** Whether caller and callee belong to two tenants, or the caller is outside. */
  readonly severe: boolean;
  /** A request that shows the change. */
  readonly request: string;
  /** The step that decides now. */
  readonly decidedBy: string;
}

/** What a change does to access. */
export interface AccessDiff {
  readonly schemaVersion: 1;
  /** Every change, the one that weighs most first. */
  readonly changes: readonly AccessChange[];
  /** Parts of either side that could not be decided. */
  readonly unknown: readonly string[];
}

const ORDER = { opened: 0, widened: 1, narrowed: 2, closed: 3 } as const;

/** Compares two worlds; what opens a way between tenants stands first. */
export function diffOf(before: World, after: World): AccessDiff {
  const [old, now] = [edgesOf(before), edgesOf(after)];
  const tenants = new Map([...tenantNames(before), ...tenantNames(after)]);
  const [known, found] = [byName(old.edges), byName(now.edges)];
  const changes: AccessChange[] = [];
  const unknown: string[] = [...old.unknown, ...now.unknown];
  for (const [name, edge] of found) {
    const other = known.get(name);
    if (other === undefined) changes.push(change('opened', edge, tenants));
    else changes.push(...altered(before, after, edge, other, tenants, unknown));
  }
  for (const [name, edge] of known) if (!found.has(name)) changes.push(change('closed', edge, tenants));
  const rank = (each: AccessChange): number => ORDER[each.kind] * 2 + (each.severe ? 0 : 1);
  changes.sort((a, b) => rank(a) - rank(b) || (edgeName(a) < edgeName(b) ? -1 : 1));
  return { schemaVersion: 1, changes, unknown };
}

/** A diff as Markdown, ready for a pull request. */
export function diffMarkdown({ changes, unknown }: AccessDiff): string {
  if (changes.length === 0 && unknown.length === 0)
    return 'Nobody may call anybody that they could not call before, and nobody lost a call.\n';
  const lines = changes.map(({ kind, from, to, port, severe, request, decidedBy }) => {
    const mark = severe ? ' **across tenants**' : '';
    return `- ${TITLES[kind]}${mark}: \`${from}\` -> \`${to}:${String(port)}\` with ${request}; ${decidedBy}`;
  });
  return `${[...lines, ...unknown.map((text) => `- not decided: ${text}`)].join('\n')}\n`;
}

const TITLES = {
  opened: 'Newly allowed',
  widened: 'Allowed for more requests',
  narrowed: 'Allowed for fewer requests',
  closed: 'No longer allowed',
} as const;

/** Changes of a call that both sides allow. */
function altered(
  before: World,
  after: World,
  edge: Edge,
  other: Edge,
  tenants: ReadonlyMap<string, string>,
  unknown: string[],
): readonly AccessChange[] {
  const { opened, closed, unknown: undecided } = widening(before, after, edge);
  if (undecided) unknown.push(`${edgeName(edge)}: too many classes of requests to compare`);
  const found: AccessChange[] = [];
  if (opened !== undefined) found.push(change('widened', { ...edge, request: opened }, tenants));
  if (closed !== undefined) found.push(change('narrowed', { ...edge, request: closed }, tenants));
  if (found.length > 0 || (other.outcome === edge.outcome && sameRequest(other, edge))) return found;
  return [change(edge.outcome === 'allow' ? 'widened' : 'narrowed', edge, tenants)];
}

/** From outside the classes are those of the whole way, so that the witness alone tells a change. */
function sameRequest(a: Edge, b: Edge): boolean {
  return a.from !== 'outside' || requestText(a.request) === requestText(b.request);
}

function change(kind: AccessChange['kind'], edge: Edge, tenants: ReadonlyMap<string, string>): AccessChange {
  const { from, to, port, request, trail } = edge;
  const [caller, callee] = [tenants.get(from) ?? '', tenants.get(to) ?? ''];
  const severe = callee !== '' && (from === 'outside' || (caller !== '' && caller !== callee));
  return { kind, from, to, port, severe, request: requestText(request), decidedBy: decider(trail) };
}

/** The step that a reviewer looks at: the policy that admits, else the last one. */
function decider(trail: readonly Step[]): string {
  const last = trail.findLast(({ object }) => object !== undefined) ?? trail.at(-1);
  return last === undefined ? 'nothing refuses it' : stepText(last);
}

function byName(edges: readonly Edge[]): ReadonlyMap<string, Edge> {
  return new Map(edges.map((edge) => [edgeName(edge), edge]));
}
