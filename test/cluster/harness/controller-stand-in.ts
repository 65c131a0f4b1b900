import { kindInfo } from '../../../lib/imports/schemas.js';
import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { conditionOf } from './conditions.js';
import type { ReleaseStandIn, ReleaseState } from './release-stand-in.js';

const PAUSE = 800;

/** A kind, and the condition by which Flux knows that an object of it is done. */
export type DoneKind = readonly [apiVersion: string, kind: string, condition: string];

/** Kinds whose controllers no registry serves. */
const KINDS: readonly DoneKind[] = [
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'Ready'],
  ['source.toolkit.fluxcd.io/v1', 'HelmRepository', 'Ready'],
  ['source.toolkit.fluxcd.io/v1', 'OCIRepository', 'Ready'],
  ['image.toolkit.fluxcd.io/v1', 'ImageRepository', 'Ready'],
  ['image.toolkit.fluxcd.io/v1', 'ImagePolicy', 'Ready'],
  ['image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation', 'Ready'],
  ['flagger.app/v1beta1', 'Canary', 'Promoted'],
];

/** Kinds whose status does not say which generation it speaks of. */
const WITHOUT_GENERATION: ReadonlySet<string> = new Set(['Canary', 'Certificate', 'ClusterIssuer', 'Issuer']);

/** What the stand-in is to do beyond saying that objects are done. */
export interface ControllerStandInOptions {
  /** Installs releases, whose state it says. @default - a release is done as it stands */
  readonly releases?: ReleaseStandIn;
  /** Further kinds to say it of. @default - none */
  readonly kinds?: readonly DoneKind[];
}

/**
 * Stands in for helm-controller, the controllers of images, source-controller for charts, and Flagger: it says of each
 * of their objects that it is done. What is held back stays undone.
 */
export class ControllerStandIn {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private failure: unknown;

  /**
   * @param client - of the server
   * @param held - names of HelmReleases that stay undone until they are taken out
   * @param options - what else it does
   */
  constructor(
    private readonly client: Client,
    readonly held: Set<string>,
    private readonly options: ControllerStandInOptions = {},
  ) {
    this.next();
  }

  /** Stops saying so; fails if it could not go on. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.round;
    clearTimeout(this.timer);
    if (this.failure !== undefined) throw new Error('The stand-in for controllers failed.', { cause: this.failure });
  }

  private next(): void {
    this.timer = setTimeout(() => {
      this.round = this.visitAll().then(
        () => {
          this.next();
        },
        (error: unknown) => {
          this.failure = error;
        },
      );
    }, PAUSE);
  }

  private async visitAll(): Promise<void> {
    for (const [apiVersion, kind, condition] of [...KINDS, ...(this.options.kinds ?? [])]) {
      const info = kindInfo(apiVersion, kind);
      const { body } = await this.client.get(`/apis/${apiVersion}/${info?.plural ?? ''}`);
      for (const item of listOf(mapAt(body)['items']))
        await this.visit({ apiVersion, kind, ...mapAt(item) }, condition);
    }
  }

  private async visit(object: JsonObject, condition: string): Promise<void> {
    const metadata = mapAt(object, 'metadata');
    const generation = metadata['generation'] ?? 1;
    const done = conditionOf(object, condition)['status'] === 'True';
    const counts = !WITHOUT_GENERATION.has(textOf(object['kind']) ?? '');
    const observed = counts ? { observedGeneration: generation } : {};
    if (done && (!counts || mapAt(object, 'status')['observedGeneration'] === generation)) return;
    const state = object['kind'] === 'HelmRelease' ? await this.install(textOf(metadata['name']) ?? '') : INSTALLED;
    if (state.kind === 'waiting') return;
    const status = {
      ...mapAt(object, 'status'),
      ...observed,
      conditions: [state.kind === 'installed' ? said(condition, 'True') : said(condition, 'False', state.message)],
    };
    // Whoever wrote in between is seen in the next round.
    const answer = await this.client.replace({ ...(object as KubeObject), status }, { subresource: 'status' });
    if (!answer.ok && answer.status !== 404 && answer.status !== 409) throw new Error(answer.message);
  }

  private async install(name: string): Promise<ReleaseState> {
    if (this.held.has(name)) return { kind: 'waiting' };
    return this.options.releases?.install(name) ?? INSTALLED;
  }
}

const INSTALLED: ReleaseState = { kind: 'installed' };

function said(type: string, status: 'True' | 'False', message = 'said by a stand-in'): JsonObject {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return { type, status, reason: 'StandIn', message, lastTransitionTime };
}
