import type { World } from '../world/world.js';
import { sharedGhosts } from '../proof/hostile-pods.js';
import { edgeName, edgesOf, tenantNames } from './edges.js';
import { deciderOf, explained, touchedBetween, type Decider, type Touched } from './decider.js';
import type { Step } from '../path/answer.js';
import { insideChanges } from './diff-inside.js';
import { outsideChanges } from './diff-outside.js';
import { plainChanges } from './diff-plain.js';
import { outwardChanges } from './outward.js';
import { needsText } from './texts.js';
import type { Needs } from './needs.js';

/** What becomes of a call. */
export type ChangeKind = 'opened' | 'widened' | 'altered' | 'narrowed' | 'closed';

/** One call that a change opens, closes or alters. */
export interface AccessChange {
  /** What becomes of the call; `altered` where both sides leave it to something else, and not to the same. */
  readonly kind: ChangeKind;
  /** Whom the call connects: two tenants, outside and the cluster either way round, the platform and a tenant, or one tenant alone. */
  readonly between: 'tenants' | 'outside' | 'platform' | 'tenant';
  /** Caller, `namespace/name`, `outside`, or any pod of a namespace without a proxy. */
  readonly from: string;
  /** Callee, `namespace/name`, or a host outside of the mesh. */
  readonly to: string;
  /** Port of the callee, or of the gateway for a caller outside. */
  readonly port: number;
  /** What a request that shows the change is like. */
  readonly request: string;
  /** What decides now. */
  readonly decidedBy: Decider;
  /** What decided before. @default - one of the two ends was not there */
  readonly before?: Decider;
}

/** What a change does to access. */
export interface AccessDiff {
  readonly schemaVersion: 1;
  /** Every change, the one that weighs most first. */
  readonly changes: readonly AccessChange[];
  /** Parts of either side that could not be decided. */
  readonly unknown: readonly string[];
  /** Defaults that were assumed on either side, as sentences. */
  readonly assumptions: readonly string[];
}

/** A change that was found, before it is put into words. */
export interface FoundChange {
  readonly kind: ChangeKind;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** A request that shows it. */
  readonly request: Needs;
  /** Hosts that a client outside calls. */
  readonly hosts: readonly string[];
  /** Whether it leads to a host outside of the mesh. @default false */
  readonly outward?: boolean;
  /** Steps on both sides. @default - those of a call between workloads, or from outside */
  readonly steps?: readonly [before: readonly Step[], after: readonly Step[]];
}

const WEIGHT = { opened: 0, widened: 1, altered: 2, narrowed: 3, closed: 4 } as const;
const DISTANCE = { tenants: 0, outside: 1, platform: 2, tenant: 3 } as const;

/** Compares two worlds; what opens a way between tenants stands first. */
export function diffOf(before: World, after: World): AccessDiff {
  const ghosts = sharedGhosts(before, after);
  const [old, now] = [edgesOf(before, ghosts[0]), edgesOf(after, ghosts[1])];
  const tenants = new Map([...tenantNames(before), ...tenantNames(after)]);
  const inside = insideChanges(before, after, old.edges, now.edges);
  const outside = outsideChanges(before, after);
  const sides = { before, after, tenants, isTouched: touchedBetween(before, after) };
  const outward = outwardChanges(before, after);
  const found = [...inside.changes, ...outside.changes, ...outward.changes, ...plainChanges(before, after)];
  const changes = found.map((each) => told(sides, each));
  changes.sort((a, b) => rank(a) - rank(b) || (edgeName(a) < edgeName(b) ? -1 : 1));
  const parts = [old, now, inside, outside, outward];
  const unknown = [...new Set(parts.flatMap((part) => part.unknown))];
  return { schemaVersion: 1, changes, unknown, assumptions: assumed(before, after) };
}

/** What was assumed on both sides alike, and what on one of them alone. */
function assumed(before: World, after: World): readonly string[] {
  const [old, now] = [before.assumptions, after.assumptions];
  return [
    ...now.map((text) => (old.includes(text) ? text : `After the change: ${text}`)),
    ...old.filter((text) => !now.includes(text)).map((text) => `Before the change: ${text}`),
  ];
}

/** What opens anything stands before what closes; among these, what leads farthest stands first. */
function rank({ kind, between }: AccessChange): number {
  const closes = kind === 'narrowed' || kind === 'closed';
  return (closes ? 100 : 0) + DISTANCE[between] * 10 + WEIGHT[kind];
}

/** Both sides of a change, and what is looked up in them. */
interface Sides {
  readonly before: World;
  readonly after: World;
  readonly tenants: ReadonlyMap<string, string>;
  readonly isTouched: Touched;
}

function told({ before, after, tenants, isTouched }: Sides, found: FoundChange): AccessChange {
  const { kind, from, to, port, request, hosts } = found;
  const [was, is] = found.steps ?? [explained(before, found), explained(after, found)];
  const former = was === undefined ? undefined : deciderOf(was, is, isTouched);
  return {
    kind,
    between: found.outward === true ? 'outside' : betweenOf(from, tenants.get(from) ?? '', tenants.get(to) ?? ''),
    from,
    to,
    port,
    request: needsText({ needs: request, hosts }),
    decidedBy: is === undefined ? { text: `${to} or its caller is no longer there` } : deciderOf(is, was, isTouched),
    ...(former === undefined ? {} : { before: former }),
  };
}

function betweenOf(from: string, caller: string, callee: string): AccessChange['between'] {
  if (from === 'outside') return 'outside';
  if (caller === callee) return caller === '' ? 'platform' : 'tenant';
  return caller === '' || callee === '' ? 'platform' : 'tenants';
}
