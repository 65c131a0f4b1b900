import { listOf, mapAt, textOf } from '../../manifest/index.js';
import type { KubeObject } from '../../model/index.js';
import { SHARD_KEY } from '../layout/scale.js';
import { identityOf } from '../publish/objects.js';
import type { PlanWarning } from './plan.js';

/** An object of a cluster. */
export interface ShardedObject {
  readonly cluster: string;
  readonly object: KubeObject;
}

/** Objects that a publish takes out of controllers which end or start anew with the same publish. */
interface Loss {
  readonly what: string;
  readonly held: number;
  /** Shards to be without work for one publish. */
  readonly idle: readonly string[];
}

/**
 * Shards that lose their controllers with the same publish that takes objects out of them, and first shards that come
 * with the same publish that puts objects into them, for then the controllers of all start anew. What such controllers
 * have begun is taken up after its interval only, and what is to be deleted may stay, since nobody takes its finalizer off.
 *
 * @param before - objects that the publish changes or removes, as they are now
 * @param after - objects that it changes or adds, as they will be
 */
export function shardWarnings(
  before: readonly ShardedObject[],
  after: readonly ShardedObject[],
): readonly PlanWarning[] {
  return before.filter(isInstance).flatMap(({ cluster, object }) => {
    const ofCluster = (one: ShardedObject): boolean => one.cluster === cluster;
    const next = after.find((one) => ofCluster(one) && isInstance(one));
    if (next === undefined) return [];
    const [had, has] = [shardsOf(object), shardsOf(next.object)];
    const known = before.filter(ofCluster).map((one) => one.object);
    return [...going(had, has, known), ...firstShards(had, has, known, after.filter(ofCluster))]
      .filter(({ held }) => held > 0)
      .map((loss) => warning(cluster, object, loss));
  });
}

function going(had: readonly string[], has: readonly string[], objects: readonly KubeObject[]): readonly Loss[] {
  return had
    .filter((shard) => !has.includes(shard))
    .map((shard) => ({
      what: `shard "${shard}" goes`,
      held: objects.filter((one) => shardOf(one) === shard).length,
      idle: [shard],
    }));
}

/** With the first shard, the controllers that worked for everything start anew and leave what is in a shard alone. */
function firstShards(
  had: readonly string[],
  has: readonly string[],
  objects: readonly KubeObject[],
  after: readonly ShardedObject[],
): readonly Loss[] {
  if (had.length > 0) return [];
  const known = new Set(objects.map(identityOf));
  const held = after.filter(({ object }) => shardOf(object) !== undefined && known.has(identityOf(object))).length;
  return [{ what: 'the first shards come', held, idle: has }];
}

function warning(cluster: string, instance: KubeObject, { what, held, idle }: Loss): PlanWarning {
  const moves = held === 1 ? 'an object changes' : `${String(held)} objects change`;
  const names = idle.map((shard) => `"${shard}"`).join(', ');
  return {
    code: 'TM5208',
    cluster,
    object: identityOf(instance),
    what: `${what} while ${moves} hands: controllers may end in the middle of their work, and what is deleted may stay`,
    remedy: `Name ${names} in \`scale.idleShards\` for one publish in which nobody is in there, and go on once Flux has applied it.`,
    needsLeave: true,
  };
}

function isInstance({ object }: ShardedObject): boolean {
  return object.kind === 'FluxInstance';
}

function shardsOf(instance: KubeObject): readonly string[] {
  return listOf(mapAt(instance, 'spec', 'sharding')['shards']).flatMap((shard) => textOf(shard) ?? []);
}

function shardOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[SHARD_KEY];
}
