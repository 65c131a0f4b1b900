import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, JsonValue, KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { listAll, livePods, type LivePod } from './live-pods.js';
import { strayPolicies } from './selections.js';

const PAUSE = 700;

/** What was seen of one Canary, each change once and in order. */
export interface ReleaseRecord {
  readonly phases: readonly string[];
  /** Routes of the VirtualService in a few words. */
  readonly routes: readonly string[];
}

/** Looks at every Canary, its routes and all pods again and again while Flagger works. */
export class ReleaseWatch {
  /** Policies that did not hold for the pods they are meant for, and in which phase of which release. */
  readonly strays = new Set<string>();
  /** Phases in which a release had pods of both versions that were ready. */
  readonly bothReady = new Map<string, Set<string>>();
  private readonly records = new Map<string, { phases: string[]; routes: string[] }>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private failure: unknown;

  /**
   * @param client - of the server
   * @param tree - objects whose policies are judged
   */
  constructor(
    private readonly client: Client,
    private readonly tree: readonly KubeObject[],
  ) {
    this.next();
  }

  /** What was seen of a Canary, named `namespace/name`, up to now. */
  recordOf(canary: string): ReleaseRecord {
    return this.records.get(canary) ?? { phases: [], routes: [] };
  }

  /** The newest phase of a Canary. */
  phaseOf(canary: string): string | undefined {
    return this.recordOf(canary).phases.at(-1);
  }

  /** Stops looking; fails if it could not go on. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.round;
    clearTimeout(this.timer);
    if (this.failure !== undefined) throw new Error('The watch of releases failed.', { cause: this.failure });
  }

  private next(): void {
    this.timer = setTimeout(() => {
      this.round = this.look().then(
        () => {
          this.next();
        },
        (error: unknown) => {
          this.failure = error;
        },
      );
    }, PAUSE);
  }

  private async look(): Promise<void> {
    const canaries = await listAll(this.client, '/apis/flagger.app/v1beta1/canaries');
    const routes = await listAll(this.client, '/apis/networking.istio.io/v1/virtualservices');
    const pods = await livePods(this.client);
    for (const canary of canaries) {
      const key = keyOf(canary);
      const phase = textOf(mapAt(canary, 'status')['phase']);
      const record = this.records.get(key) ?? { phases: [], routes: [] };
      this.records.set(key, record);
      if (phase !== undefined) note(record.phases, phase);
      const route = routes.find((one) => keyOf(one) === key);
      if (route !== undefined) note(record.routes, routeText(route));
      this.count(key, phase ?? '', pods);
    }
    const phases = [...this.records.keys()].map((key) => `${key} ${this.phaseOf(key) ?? ''}`).join(', ');
    for (const stray of strayPolicies(this.tree, pods)) this.strays.add(`${stray}, while ${phases}`);
  }

  private count(key: string, phase: string, pods: readonly LivePod[]): void {
    const ready = (deployment: string): boolean =>
      pods.some((pod) => pod.ready && `${pod.namespace}/${pod.deployment}` === deployment);
    if (!ready(key) || !ready(`${key}-primary`)) return;
    this.bothReady.set(key, (this.bothReady.get(key) ?? new Set<string>()).add(phase));
  }
}

function note(list: string[], text: string): void {
  if (list.at(-1) !== text) list.push(text);
}

function keyOf(object: JsonObject): string {
  const { namespace, name } = mapAt(object, 'metadata');
  return `${textOf(namespace) ?? ''}/${textOf(name) ?? ''}`;
}

/** Weights of primary and canary, or all to the primary; before them what must match, after them where requests are copied to. */
function routeText(virtualService: JsonObject): string {
  const routes = listOf(mapAt(virtualService, 'spec')['http']).map((one) => {
    const route = mapAt(one);
    const weights = listOf(route['route']).map((each) => numberText(mapAt(each)['weight']));
    const match = route['match'] === undefined ? '' : `${JSON.stringify(route['match'])} `;
    const copied = mapAt(route, 'mirrorPercentage')['value'];
    // A sole destination gets every request, whatever its weight says.
    const shares = weights.length === 1 ? 'all' : weights.join('/');
    return `${match}${shares}${route['mirror'] === undefined ? '' : ` copied ${numberText(copied)}`}`;
  });
  return routes.join(' else ');
}

/** The server leaves out a weight of 0. */
function numberText(value: JsonValue | undefined): string {
  return typeof value === 'number' ? String(value) : '0';
}
