import { isDeepStrictEqual } from 'node:util';
import { originText } from '../../manifest/index.js';
import type { KubeObject } from '../../model/index.js';
import type { Step, StepObject } from '../path/answer.js';
import type { Ask } from '../path/ask.js';
import { bestWay } from '../path/best-way.js';
import { gatewaysOf } from '../path/gateway-path.js';
import type { Way } from '../path/mesh-path.js';
import { supposedAccount } from '../path/resolve.js';
import { honest } from '../path/source.js';
import { workloadWays } from '../path/ways.js';
import { outsideWays } from '../proof/outside.js';
import { podAs } from '../proof/hostile-pods.js';
import { queryText } from '../proof/request-classes.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { FoundChange } from './diff.js';

/** What decides a call. */
export interface Decider {
  /** What it says, as a sentence without a final period. */
  readonly text: string;
  /** The object, such as `AuthorizationPolicy tenant-a/app-ui`. @default - a default decides */
  readonly object?: string;
  /** Place of the rule in it. @default - the object as a whole */
  readonly rule?: number;
  /** Where the object comes from. @default - a default decides */
  readonly origin?: string;
}

/** Steps of a request on one side; undefined where an end of it is not there. */
export function explained(world: World, change: FoundChange): readonly Step[] | undefined {
  const callee = named(world, change.to);
  if (callee === undefined) return undefined;
  const ways = change.from === 'outside' ? fromOutside(world, change, callee) : fromInside(world, change, callee);
  return bestWay(ways)?.trail.steps;
}

/**
 * The step that a reviewer looks at: the one that refuses; else the last one whose object the change touches; else the
 * one at the place where the other side has something to say against the call; else the last that an object decides.
 */
export function deciderOf(steps: readonly Step[], other: readonly Step[] | undefined, isTouched: Touched): Decider {
  const doubt = (each: Step): boolean => each.outcome !== 'pass';
  const place = (other?.find(({ outcome }) => outcome === 'deny') ?? other?.find(doubt))?.kind;
  const step =
    steps.find(({ outcome }) => outcome === 'deny') ??
    steps.findLast(({ object }) => object !== undefined && isTouched(object)) ??
    steps.findLast(({ kind }) => kind === place) ??
    steps.find(doubt) ??
    steps.findLast(({ object }) => object !== undefined) ??
    steps.at(-1);
  return step === undefined ? { text: 'nothing refuses it' } : decider(step);
}

/** Whether two sets hold an object in different words, or one of them does not hold it. */
export type Touched = (object: StepObject) => boolean;

/** Compares the objects of two worlds. */
export function touchedBetween(before: World, after: World): Touched {
  const [old, now] = [before, after].map(({ set }) => {
    const objects = new Map<string, KubeObject[]>();
    for (const { id, object } of set.all()) {
      const list = objects.get(nameOf(id)) ?? [];
      list.push(object);
      objects.set(nameOf(id), list);
    }
    return objects;
  });
  return (object) => !isDeepStrictEqual(old?.get(nameOf(object)), now?.get(nameOf(object)));
}

function nameOf({ kind, namespace, name }: Pick<StepObject, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}

function decider(step: Step): Decider {
  const { text, object, rule } = step;
  if (object === undefined) return { text };
  const { kind, namespace, name, origin } = object;
  return {
    text,
    object: `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`,
    ...(rule === undefined ? {} : { rule }),
    origin: originText(origin),
  };
}

/** A decider as the end of a sentence. */
export function deciderText({ text, object, rule, origin }: Decider): string {
  if (object === undefined) return `${text} (by default)`;
  const place = rule === undefined ? '' : ` rule ${String(rule)}`;
  return `${text} (${object}${place}, ${origin ?? ''})`;
}

function fromInside(world: World, change: FoundChange, callee: Workload): readonly Way[] {
  const caller = named(world, change.from) ?? supposedNamed(world, change.from);
  if (caller === undefined) return [];
  return workloadWays(world, honest(caller), callee, change.port, askFor(change));
}

function fromOutside(world: World, change: FoundChange, callee: Workload): readonly Way[] {
  const ways = gatewaysOf(world).flatMap((gateway) =>
    change.hosts.flatMap((host) => outsideWays(world, gateway, { host, port: change.port }, change.request, {})),
  );
  const led = ways.filter((way) => way.callee === callee);
  return led.length > 0 ? led : ways;
}

function askFor({ request }: FoundChange): Ask {
  return {
    host: request.host,
    method: request.method ?? 'GET',
    path: request.path ?? '/',
    query: queryText(request),
    headers: request.headers ?? new Map(),
    token: request.token,
    sni: request.sni,
    protocol: 'http',
    providers: {},
  };
}

function named(world: World, name: string): Workload | undefined {
  const [namespace = '', rest = ''] = name.split('/');
  return world.workload(namespace, rest);
}

/** A caller that no object makes may be started on either side, whatever the policies of that side name. */
function supposedNamed(world: World, name: string): Workload | undefined {
  const [namespace = '', rest = ''] = name.split('/');
  const account = supposedAccount(rest);
  if (account === undefined || !world.namespaceNames().includes(namespace)) return undefined;
  return podAs(world, namespace, account);
}
