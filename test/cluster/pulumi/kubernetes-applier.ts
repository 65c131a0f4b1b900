import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type {
  CheckResult,
  CreateResult,
  DiffResult,
  Provider,
  ReadResult,
  UpdateResult,
} from '@pulumi/pulumi/provider';
import { mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import { resourceToken } from '../../../lib/pulumi/type-token.js';
import type { Answer, Client } from '../harness/client.js';
import { note, partsOf } from './log.js';
import { fieldsOf, hasUnknown, revealed } from './secrets.js';
import { ServedKinds } from './served-kinds.js';
import type { EngineWord } from './serve.js';
import { untilDone } from './until-done.js';

const MANAGER = 'pulumi-kubernetes-bench';
const PAUSE = 100;
const GONE_DEADLINE = 60_000;
/** How long an object of a kind that the server does not know is sent anew, as the real provider does. */
const KIND_DEADLINE = Number(process.env['TENANT_MESH_PROVIDER_PATIENCE'] ?? '60000');
/** A chart that the real provider installs by itself; here nothing installs charts. */
const HELM_RELEASE = 'kubernetes:helm.sh/v3:Release';

/** Server-side applies, reads, diffs and deletes against an API server, one object a resource. */
export class KubernetesApplier implements Provider {
  readonly version = '99.0.0';
  private readonly served: ServedKinds;

  constructor(
    private readonly client: Client,
    private readonly word: EngineWord,
  ) {
    this.served = new ServedKinds(client);
  }

  /** Refuses tokens without group and version, and objects whose identity is not known. */
  check(urn: string, _olds: unknown, news: unknown): Promise<CheckResult> {
    const { type } = partsOf(urn);
    if (type === HELM_RELEASE) return Promise.resolve({ inputs: news });
    const { apiVersion, kind, metadata } = fieldsOf(revealed(news));
    const refuse = (property: string, reason: string) =>
      Promise.resolve({ inputs: news, failures: [{ property, reason }] });
    const [, module = ''] = type.split(':');
    if (!module.includes('/')) {
      return refuse('apiVersion', `apiVersion does not have both a group and a version: "${module}"`);
    }
    const { name } = fieldsOf(metadata);
    if (typeof name !== 'string') return refuse('metadata.name', 'the name is not known');
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || resourceToken(apiVersion, kind, name) !== type) {
      return refuse('kind', `${String(apiVersion)} ${String(kind)} is not what type ${type} says`);
    }
    return Promise.resolve({ inputs: news });
  }

  /** A replacement under the same name deletes first, for no two objects can bear one name. */
  diff(_id: string, urn: string, _olds: unknown, news: unknown): Promise<DiffResult> {
    const before = fieldsOf(revealed(this.word.inputs()));
    const after = fieldsOf(revealed(news));
    if (isDeepStrictEqual(before, after)) return Promise.resolve({ changes: false });
    const replaces = partsOf(urn).type === HELM_RELEASE ? [] : this.replaces(before, after);
    const isSameName = replaces.every((path) => !path.startsWith('metadata.'));
    return Promise.resolve({ changes: true, replaces, deleteBeforeReplace: replaces.length > 0 && isSameName });
  }

  async create(urn: string, inputs: unknown): Promise<CreateResult> {
    const outs = await this.created(urn, inputs);
    const { metadata, ...release } = fieldsOf(revealed(inputs));
    const { name, namespace } = fieldsOf(metadata ?? release);
    return { id: [namespace, name].filter((part) => typeof part === 'string').join('/'), outs };
  }

  async update(_id: string, urn: string, _olds: unknown, news: unknown): Promise<UpdateResult> {
    if (partsOf(urn).type === HELM_RELEASE) return { outs: outputsOf(news, {}) };
    return { outs: await this.apply('update', urn, news) };
  }

  /** What stands on the server, and of it what the inputs name. */
  async read(id: string, urn: string, props: unknown): Promise<ReadResult> {
    const inputs = this.word.inputs();
    if (partsOf(urn).type === HELM_RELEASE) return { id, props, inputs };
    const live = await this.client.read(objectOf(inputs));
    if (live === undefined) return { id: '', props: {} };
    const seen = isSecret(inputs) ? inputs : projected(live, inputs);
    return { id, props: outputsOf(seen, live), inputs: seen };
  }

  async delete(_id: string, urn: string): Promise<void> {
    note('delete', urn);
    if (partsOf(urn).type === HELM_RELEASE) return;
    const object = objectOf(this.word.inputs());
    if (isPatch(urn)) return this.handBack(object);
    const { ok, status, message } = await this.client.delete(object);
    if (!ok && status !== 404) throw new Error(message);
    const deadline = Date.now() + GONE_DEADLINE;
    while ((await this.client.read(object)) !== undefined) {
      if (Date.now() > deadline) throw new Error(`${urn} is not gone after ${GONE_DEADLINE / 1000} s`);
      await sleep(PAUSE);
    }
  }

  /** A patch that goes leaves the object where it is, without the fields that it set. */
  private async handBack({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): Promise<void> {
    const metadata = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) };
    const bare = { apiVersion, kind, metadata };
    if ((await this.client.read(bare)) === undefined) return;
    const { ok, message } = await this.client.apply(bare, { dryRun: false, manager: MANAGER, conflicts: 'refuse' });
    if (!ok) throw new Error(message);
  }

  private async created(urn: string, inputs: unknown): Promise<Record<string, unknown>> {
    if (partsOf(urn).type === HELM_RELEASE) {
      if (!this.word.preview()) note('create', urn);
      return outputsOf(inputs, {});
    }
    const object = objectOf(inputs);
    if (!(await this.isServed(object))) {
      if (this.word.preview()) return outputsOf(inputs, {});
      throw new Error(`no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
    }
    const isTakenOver = isPatch(urn) || this.isSet('upsertExistingObjects');
    if (!isTakenOver && (await this.client.read(object)) !== undefined) {
      throw new Error(`${object.kind} "${object.metadata.name ?? ''}" already exists`);
    }
    return this.apply('create', urn, inputs);
  }

  /** Whether the server knows the kind; outside of a preview it has some time to learn it. */
  private async isServed(object: KubeObject): Promise<boolean> {
    const deadline = Date.now() + (this.word.preview() ? 0 : KIND_DEADLINE);
    for (;;) {
      if (await this.served.has(object)) return true;
      if (Date.now() >= deadline) return false;
      await sleep(PAUSE);
    }
  }

  private async apply(did: 'create' | 'update', urn: string, inputs: unknown): Promise<Record<string, unknown>> {
    const preview = this.word.preview();
    if (preview && hasUnknown(inputs)) return outputsOf(inputs, {});
    const object = objectOf(inputs);
    const force = object.metadata.annotations?.['pulumi.com/patchForce'] === 'true';
    const answer = await this.client.apply(object, {
      dryRun: preview,
      manager: MANAGER,
      conflicts: force ? 'take-over' : 'refuse',
    });
    if (preview && isAwaitedInPreview(answer)) return outputsOf(inputs, {});
    if (!answer.ok) throw new Error(answer.message);
    if (preview) return outputsOf(inputs, {});
    note(did, urn);
    const live = await untilDone(this.client, object, mapAt(answer.body));
    return outputsOf(inputs, live);
  }

  private replaces(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
    const differs = (...path: string[]) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path));
    const identity = ['name', 'namespace'].filter((key) => differs('metadata', key)).map((key) => `metadata.${key}`);
    const data = ['data', 'stringData', 'binaryData', 'type'].filter((key) => differs(key));
    const isFixed = before['immutable'] === true;
    switch (after['kind']) {
      case 'ConfigMap':
        return [...identity, ...(this.isSet('enableConfigMapMutable') && !isFixed ? [] : data)];
      case 'Secret':
        return [
          ...identity,
          ...(this.isSet('enableSecretMutable') && !isFixed ? data.filter((key) => key === 'type') : data),
        ];
      case 'Deployment':
      case 'DaemonSet':
      case 'StatefulSet':
        return [...identity, ...(differs('spec', 'selector') ? ['spec.selector'] : [])];
      default:
        return identity;
    }
  }

  private isSet(flag: string): boolean {
    return this.word.settings[flag] === 'true';
  }
}

/** Whether a resource adds to an object that is there already. */
function isPatch(urn: string): boolean {
  return partsOf(urn).type.endsWith('Patch');
}

/** A namespace or a kind that this very preview would make is not on the server yet. */
function isAwaitedInPreview({ ok, status, message }: Answer): boolean {
  return !ok && status === 404 && /namespaces ".*" not found|could not find the requested resource/.test(message);
}

function objectOf(inputs: unknown): KubeObject {
  const entries = Object.entries(fieldsOf(revealed(inputs))).filter(([key]) => key !== 'status');
  return Object.fromEntries(entries) as KubeObject;
}

function isSecret(inputs: unknown): boolean {
  return objectOf(inputs).kind === 'Secret';
}

/** The inputs, with their marks of secrets, and what only the server knows. */
function outputsOf(inputs: unknown, live: JsonObject): Record<string, unknown> {
  const uid = textOf(mapAt(live, 'metadata')['uid']);
  const metadata = { ...fieldsOf(fieldsOf(inputs)['metadata']), ...(uid === undefined ? {} : { uid }) };
  const status = live['status'] === undefined ? {} : { status: live['status'] };
  return { ...fieldsOf(inputs), metadata, ...status };
}

/** What a live object has where the inputs have something. */
function projected(live: unknown, inputs: unknown): unknown {
  if (Array.isArray(inputs)) {
    return Array.isArray(live) && live.length === inputs.length
      ? inputs.map((item: unknown, at) => projected(live[at], item))
      : live;
  }
  if (typeof inputs !== 'object' || inputs === null) return live;
  const fields = fieldsOf(live);
  const kept = Object.entries(inputs).filter(([key]) => fields[key] !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, projected(fields[key], value)]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => fieldsOf(at)[key], value);
}
