import { loadTree } from '../../../lib/gitops/index.js';
import { SHARD_KEY } from '../../../lib/gitops/writer.js';
import { mapAt, textOf, type ManifestEntry } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import { applyAll } from './apply-all.js';
import type { Client } from './client.js';
import { conditionOf } from './conditions.js';
import { FluxControllers } from './flux-controllers.js';
import { kustomization, SOURCE } from './flux.js';
import { kubectl } from './kustomize-build.js';
import { listAll } from './live-pods.js';
import { OwnBench } from './own-bench.js';
import { SourceStandIn } from './source-stand-in.js';
import { until } from './until.js';

const TOOLKIT = 'kustomize.toolkit.fluxcd.io';
const KUSTOMIZATIONS = `/apis/${TOOLKIT}/v1/namespaces/flux-system/kustomizations`;
const DEADLINE = 120_000;
const REQUESTED = 'reconcile.fluxcd.io/requestedAt';

/** One cluster of a checkout: a control plane of its own, and the controllers of Flux that its tree asks for. */
export class FleetCluster {
  /** Starts a cluster without Flux. */
  static async start(name: string, checkout: string): Promise<FleetCluster> {
    const own = await OwnBench.start({ controllers: 'without watchers of every kind' });
    return new FleetCluster(name, checkout, own, await SourceStandIn.start(own.client));
  }

  readonly client: Client;
  readonly controllers: FluxControllers;
  private tree: readonly ManifestEntry[] | undefined;

  private constructor(
    readonly name: string,
    private readonly checkout: string,
    readonly own: OwnBench,
    readonly sources: SourceStandIn,
  ) {
    this.client = own.client;
    this.controllers = new FluxControllers(own.bench, own.client);
  }

  /** Ends every program of it. */
  async stop(): Promise<void> {
    this.sources.close();
    await this.own.stop();
  }

  /** Has the cluster read what the checkout holds now, and returns the revision once the entry is at it. */
  async serve(): Promise<string> {
    this.tree = undefined;
    const revision = await this.sources.publish({ ...SOURCE, kind: 'OCIRepository' }, this.checkout);
    const ask = async (): Promise<true | undefined> =>
      isAt(await this.client.read(kustomization('flux-system')), revision) ? true : undefined;
    await until(`${this.name} has applied its entry`, ask, { deadline: DEADLINE });
    return revision;
  }

  /**
   * Has the cluster read what the checkout holds now, and its new Kustomizations do nothing before those that go have
   * deleted what they had. Else chance says who is first, and one that takes an object over just before the other deletes
   * it waits for that object until its timeout.
   */
  async serveDeletionsFirst(): Promise<string> {
    this.tree = undefined;
    const had = new Set((await listAll(this.client, KUSTOMIZATIONS)).map(nameOf));
    const come = this.written().filter((entry) => isStep(entry) && !had.has(entry.id.name));
    const suspend = (isSuspended: boolean): Promise<void> =>
      applyAll(
        this.client,
        come.map(({ object }) => ({ ...object, spec: { ...mapAt(object, 'spec'), suspend: isSuspended } })),
      );
    await suspend(true);
    const revision = await this.serve();
    const ask = async (): Promise<true | undefined> =>
      (await listAll(this.client, KUSTOMIZATIONS)).some(isGoing) ? undefined : true;
    await until(`what goes from ${this.name} is gone`, ask, { deadline: DEADLINE });
    await suspend(false);
    return revision;
  }

  /**
   * Waits until the cluster has the Kustomizations of the tree and no others, each Ready at a revision.
   *
   * @param revision - the revision
   * @param stuck - names of further ones that are to be deleted and that nobody finishes
   */
  async settled(revision: string, stuck: readonly string[] = []): Promise<void> {
    const wanted = new Set([
      'flux-system',
      ...this.written()
        .filter(isStep)
        .map(({ id }) => id.name),
    ]);
    let open: readonly string[] = [];
    const ask = async (): Promise<true | undefined> => {
      const all = (await listAll(this.client, KUSTOMIZATIONS)).map((one) => [nameOf(one), one] as const);
      const left = all.filter(([name, one]) => stuck.includes(name) && isGoing(one)).map(([name]) => name);
      const live = new Map(all.filter(([name]) => !left.includes(name)));
      const late = [...live.values()].filter((one) => !isAt(one, revision) || !wanted.has(nameOf(one)));
      open = [
        ...late.map(describeStep),
        ...[...wanted, ...stuck].filter((name) => !live.has(name) && !left.includes(name)),
      ];
      return open.length === 0 ? true : undefined;
    };
    await until(`${this.name} is settled`, ask, { deadline: DEADLINE, seen: () => open.join('; ') });
  }

  /** What the tree that was served last holds for this cluster. */
  written(): readonly ManifestEntry[] {
    this.tree ??= this.load();
    return this.tree;
  }

  private load(): readonly ManifestEntry[] {
    const set = loadTree(this.checkout).find(({ name }) => name === this.name);
    if (set === undefined) throw new Error(`The checkout has no cluster ${this.name}.`);
    return set.all();
  }

  /** Ids by which the server knows objects: one that was made anew has another, one that is gone has none. */
  async uids(objects: readonly KubeObject[]): Promise<ReadonlyMap<string, string | undefined>> {
    const found = new Map<string, string | undefined>();
    for (const object of objects) {
      const { namespace = '', name = '' } = object.metadata;
      const uid = textOf(mapAt(await this.client.read(object), 'metadata')['uid']);
      found.set(`${object.apiVersion} ${object.kind} ${namespace}/${name}`, uid);
    }
    return found;
  }

  /** Asks for every Kustomization to be looked at, and returns which controllers do, by its name. */
  async workers(): Promise<ReadonlyMap<string, readonly string[]>> {
    const before = await this.controllers.work();
    const names = (await listAll(this.client, KUSTOMIZATIONS)).map(nameOf);
    for (const name of names) {
      const object = kustomization(name);
      const annotations = { [REQUESTED]: new Date().toISOString() };
      // Under a name of its own: what is applied under one name takes away what that name had applied before.
      const asked = { ...object, metadata: { ...object.metadata, annotations } };
      await this.client.apply(asked, { manager: 'flux-cli' });
    }
    const ask = async (): Promise<ReadonlyMap<string, readonly string[]> | undefined> => {
      const after = await this.controllers.work();
      const found = names.map((name): readonly [string, readonly string[]] => {
        const [then, now] = [before, after].map((work) => work.get(`flux-system/${name}`));
        return [name, [...(now ?? [])].filter(([by, count]) => count > (then?.get(by) ?? 0)).map(([by]) => by)];
      });
      return found.every(([, by]) => by.length > 0) ? new Map(found) : undefined;
    };
    return until(`somebody works for each Kustomization of ${this.name}`, ask, { deadline: DEADLINE });
  }

  /** Which controllers are to do so, by the labels that the Kustomizations bear. */
  async meantWorkers(): Promise<ReadonlyMap<string, readonly string[]>> {
    const live = await listAll(this.client, KUSTOMIZATIONS);
    return new Map(
      live.map((one): readonly [string, readonly string[]] => {
        const shard = textOf(mapAt(one, 'metadata', 'labels')[SHARD_KEY]);
        return [nameOf(one), [`kustomize-controller${shard === undefined ? '' : `-${shard}`}`]];
      }),
    );
  }

  /** What kubectl says as the administrator. */
  kubectl(...args: readonly string[]): string {
    return kubectl([...args, '--kubeconfig', this.own.bench.path('manager.kubeconfig')]);
  }
}

/** Whether a Kustomization is done with a revision, and stays. */
function isAt(one: JsonObject | undefined, revision: string): boolean {
  const { generation } = mapAt(one, 'metadata');
  const { lastAppliedRevision, observedGeneration } = mapAt(one, 'status');
  const isReady = conditionOf(one, 'Ready')['status'] === 'True';
  const isCurrent = lastAppliedRevision === revision && observedGeneration === generation;
  return isReady && isCurrent && !isGoing(one);
}

function isStep({ id }: ManifestEntry): boolean {
  return id.group === TOOLKIT && id.namespace === 'flux-system';
}

function isGoing(one: JsonObject | undefined): boolean {
  return mapAt(one, 'metadata')['deletionTimestamp'] !== undefined;
}

function nameOf(object: JsonObject): string {
  return textOf(mapAt(object, 'metadata')['name']) ?? '';
}

function describeStep(one: JsonObject): string {
  const going = isGoing(one) ? ', which is to go' : '';
  return `${nameOf(one)}${going}: ${textOf(conditionOf(one, 'Ready')['message']) ?? 'nobody looked at it'}`;
}
