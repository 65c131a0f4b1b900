import { join } from 'node:path';
import { MeshError, type Code, type KubeObject, type Problem } from '../../model/index.js';
import { compare, mapAt } from '../../manifest/index.js';
import type { KeptValue } from '../images/keep.js';
import type { Changes } from '../publish/comparison.js';
import { changedFields, type FieldChange } from '../publish/fields.js';
import { readBytesIfThere } from '../publish/tree.js';
import { identityOf, objectsIn } from '../publish/objects.js';
import { Coverage, type Applier } from './coverage.js';
import { changeHazards, deletionHazards, moveHazards, staysInCluster, type Hazard } from './hazards.js';
import { moveStepOf, type MoveStep, type MovingObject } from './moves.js';
import { Pruning } from './pruning.js';
import { shardWarnings } from './shards.js';

/** What happens to an object: `leave` when it goes from the tree and Flux lets it be in the cluster. */
export type PlannedAction = 'create' | 'change' | 'move' | 'delete' | 'leave';

/** What a publish means for one object. */
export interface PlannedObject {
  /** What happens to it. */
  readonly action: PlannedAction;
  /** Cluster that it is in; empty for objects outside every cluster's tree. */
  readonly cluster: string;
  /** `<kind>[.<group>]/<namespace>/<name>`. */
  readonly object: string;
  /** Folder of the Kustomization that applies it, or did. */
  readonly unit: string;
  /**
   * Folder of the Kustomization that applied it before.
   * @default - it does not move
   */
  readonly from?: string;
  /** Fields that change; the values of Secrets are left out. */
  readonly fields: readonly FieldChange[];
}

/** Something in a plan that may hurt. */
export interface PlanWarning {
  /** Stable code from the code table. */
  readonly code: Code;
  /** Cluster that the object is in. */
  readonly cluster: string;
  /** `<kind>[.<group>]/<namespace>/<name>`. */
  readonly object: string;
  /** What may be lost, as a clause without a final period. */
  readonly what: string;
  /** What to do, as one sentence. */
  readonly remedy: string;
  /** Whether the publish is refused until `--allow-delete` names the object. */
  readonly needsLeave: boolean;
}

/** What a publish means for the clusters. */
export interface PublishPlan {
  readonly schemaVersion: 1;
  /** What may hurt, sorted; those that need leave first. */
  readonly warnings: readonly PlanWarning[];
  /** Every object that is touched, sorted. */
  readonly objects: readonly PlannedObject[];
  /** Image tags that Flux bumped and that stay. */
  readonly keptValues: readonly KeptValue[];
  /** How objects move that Flux would delete where they were. */
  readonly moves: MoveStep;
  /** Number of files written and removed. */
  readonly files: { readonly written: number; readonly removed: number };
}

interface Placed {
  readonly object: KubeObject;
  readonly cluster: string;
  readonly unit: string;
  readonly path: string;
}

/** What a plan depends on beside the changes. */
export interface PlanContext {
  /** The checkout. */
  readonly root: string;
  /** Objects that may be deleted, and so moved at once, though it loses data or traffic. */
  readonly allowDelete: readonly string[];
  /** Whether marked objects may move. */
  readonly finishMoves: boolean;
}

/** A plan, and the objects that a publish must mark before it carries the plan out. */
export interface DraftPlan {
  readonly plan: PublishPlan;
  readonly unsafe: readonly MovingObject[];
}

/** Puts the changes of files into terms of the cluster. */
export function planOf(changes: Changes, context: PlanContext): DraftPlan {
  const { writes, removals, keptValues } = changes;
  const pruning = new Pruning(context.root, changes);
  const coverage = new Coverage(context.root, changes);
  // A file that stays may still come to another Kustomization or cluster.
  const moving = coverage.moved().map((path) => ({ path, bytes: readBytesIfThere(join(context.root, path)) }));
  const before = placed(
    [...[...writes, ...removals].map(({ path, before: bytes }) => ({ path, bytes })), ...moving],
    (folder) => coverage.before(folder),
  );
  const after = placed([...writes, ...moving], (folder) => coverage.after(folder));
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort(compare);
  const results = keys.map((key) => planObject(before.get(key), after.get(key), pruning));
  const objects = results.flatMap(({ object }) => (object === undefined ? [] : [object]));
  const shards = shardWarnings([...before.values()], [...after.values()]);
  const warnings = results.flatMap(({ object, hazards }) =>
    object === undefined ? [] : hazards.map(warningOf(object)),
  );
  const isUnsafe = ({ object, hazards }: Result): boolean =>
    hazards.some(({ code }) => code === 'TM5203') && !isAllowed(object?.object ?? '', context.allowDelete);
  const moved = results.filter(({ object }) => object?.action === 'move');
  const unsafe = moved.filter(isUnsafe).flatMap(({ source }) => source ?? []);
  const safe = moved.filter((result) => !isUnsafe(result)).flatMap(({ source }) => source ?? []);
  const plan: PublishPlan = {
    schemaVersion: 1,
    warnings: [...warnings, ...shards].sort((a, b) => Number(b.needsLeave) - Number(a.needsLeave)),
    objects,
    keptValues,
    moves: moveStepOf(unsafe, safe, changes, context.finishMoves),
    files: { written: writes.length, removed: removals.length },
  };
  return { plan, unsafe };
}

/**
 * Refuses a plan that deletes what nobody allowed to be deleted.
 *
 * @param plan - the plan
 * @param allowed - objects as `<kind>[.<group>]/<namespace>/<name>`, or `<kind>/<name>` for those without a namespace
 */
export function refuseDeletions(plan: PublishPlan, allowed: readonly string[]): void {
  const open = plan.warnings.filter(({ needsLeave, object }) => needsLeave && !isAllowed(object, allowed));
  const [first, ...rest] = open.map(problemOf);
  if (first !== undefined) throw new MeshError([first, ...rest]);
}

/** Name by which `--allow-delete` allows an object. */
export function allowName(object: string): string {
  return object.replace(/^([^./]+)[^/]*\//, '$1/');
}

function placed(
  files: readonly { path: string; bytes: Buffer | undefined }[],
  appliersOf: (folder: string) => readonly Applier[],
): ReadonlyMap<string, Placed> {
  const found = new Map<string, Placed>();
  for (const { path, bytes } of files) {
    if (bytes === undefined) continue;
    const appliers = appliersOf(path.slice(0, Math.max(path.lastIndexOf('/'), 0)));
    for (const object of readableObjects(path, bytes)) {
      for (const { cluster, unit } of appliers) {
        found.set(`${cluster} ${identityOf(object)}`, { object, cluster, unit, path });
      }
    }
  }
  return found;
}

/** Objects of a file; none where somebody made it unreadable, for then Flux cannot apply it either. */
function readableObjects(path: string, bytes: Buffer): readonly KubeObject[] {
  try {
    return objectsIn(path, bytes.toString('utf8'));
  } catch (error) {
    if (MeshError.is(error)) return [];
    throw error;
  }
}

interface Result {
  readonly object: PlannedObject | undefined;
  readonly hazards: readonly Hazard[];
  /**
   * The object where it is now.
   * @default - it does not move
   */
  readonly source?: MovingObject;
}

function planObject(before: Placed | undefined, after: Placed | undefined, pruning: Pruning): Result {
  if (after === undefined) return before === undefined ? { object: undefined, hazards: [] } : gone(before, pruning);
  const { cluster, unit } = after;
  const object = identityOf(after.object);
  if (before === undefined) return { object: { action: 'create', cluster, object, unit, fields: [] }, hazards: [] };
  const fields = changedFields(before.object, after.object);
  const hazards = changeHazards(before.object, fields);
  const shown = fields.map((change) => shownField(after.object, change));
  if (before.unit !== unit) {
    const moved = { action: 'move', cluster, object, unit, from: before.unit, fields: shown } as const;
    const costs = pruning.prunes(before.unit) ? moveHazards(before.object) : [];
    return { object: moved, hazards: [...costs, ...hazards], source: { path: before.path, object } };
  }
  if (fields.length === 0) return { object: undefined, hazards: [] };
  return { object: { action: 'change', cluster, object, unit, fields: shown }, hazards };
}

function gone({ object, cluster, unit }: Placed, pruning: Pruning): Result {
  const action = staysInCluster(object) || !pruning.prunes(unit) ? 'leave' : 'delete';
  const hazards = action === 'leave' ? [] : deletionHazards(object);
  return { object: { action, cluster, object: identityOf(object), unit, fields: [] }, hazards };
}

/** A change as it may be shown: values of Secrets, encrypted or not, are nobody's business. */
function shownField(object: KubeObject, change: FieldChange): FieldChange {
  const isValue = object.kind === 'Secret' && /^(?:data|stringData|sops)\b/.test(change.field);
  return isValue || Object.keys(mapAt(object, 'sops')).length > 0 ? { field: change.field } : change;
}

function warningOf({ cluster, object }: PlannedObject): (hazard: Hazard) => PlanWarning {
  return ({ code, what, remedy, needsLeave }) => ({ code, cluster, object, what, remedy, needsLeave });
}

function isAllowed(object: string, allowed: readonly string[]): boolean {
  return allowed.some((name) =>
    [object, allowName(object)].some((known) => known === name || known.replace('//', '/') === name),
  );
}

function problemOf({ code, cluster, object, what, remedy }: PlanWarning): Problem {
  const way = code === 'TM5201' ? 'Keep the object in the program' : remedy.replace(/\.$/, '');
  return {
    code,
    where: cluster === '' ? object : `${cluster}: ${object}`,
    what,
    remedy: `${way}, or allow this with --allow-delete ${allowName(object)}.`,
  };
}
