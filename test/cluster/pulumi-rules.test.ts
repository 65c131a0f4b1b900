import { mapAt, textOf } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { ownNamespace } from './harness/own-namespace.js';
import { sharedAddress, sharedClient } from './harness/shared-bench.js';
import { openTally } from './harness/tally.js';
import { Engine, type Outcome } from './pulumi/engine.js';
import type { ObjectsRun, PlainResource } from './pulumi/objects-program.js';
import type { Order } from './pulumi/orders.js';

/** Makes ConfigMaps of a namespace. */
const configMapIn =
  (namespace: string) =>
  (name: string, value: string, more: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
    data: { value },
    ...more,
  });
const plain = (object: KubeObject): PlainResource => ({
  type: `kubernetes:core/v1:${object.kind}`,
  name: object.metadata.name ?? '',
  inputs: { ...object },
});

const client = sharedClient();
let engine: Engine;

beforeAll(() => {
  // The one kind that is missing here never comes.
  engine = new Engine(sharedAddress(), 3_000);
});

afterAll(() => {
  engine.stop();
  client.close();
});

/** What the real provider refuses or replaces, and mocks do not show; and what the bridge makes of it. */
describe('a rule of the Kubernetes provider', () => {
  const namespace = ownNamespace(client, 'pulumi-rules');
  const configMap = configMapIn(namespace);
  const tally = openTally('pulumi', 'rules of the Kubernetes provider: what a preview refuses, what is replaced');
  const run = async (stack: string, act: Order['act'], objects: ObjectsRun): Promise<Outcome> => {
    const outcome = await engine.run({ stack, act, program: { kind: 'objects', run: objects } });
    tally.count(1, outcome.failure === '' ? 0 : 1);
    return outcome;
  };
  const uid = async (object: KubeObject) => textOf(mapAt(await client.read(object), 'metadata')['uid']);

  it('is that a token has a group, which the bridge gives to core kinds', async () => {
    const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'pulumi-token' } };
    const bare = { type: 'kubernetes:v1:Namespace', name: 'token', inputs: made };
    expect((await run('token', 'preview', { plain: [bare] })).failure).toContain(
      'apiVersion does not have both a group and a version: "v1"',
    );
    const ours = await run('token', 'preview', { objects: { namespace: made } });
    expect(ours).toMatchObject({ failure: '', changes: { create: expect.any(Number) as number } });
  });

  it('is that the server judges in preview, before which the bridge has judged', async () => {
    const wrong = configMap('wrong', 'a', { dta: {} });
    expect((await run('field', 'preview', { plain: [plain(wrong)] })).failure).toContain(
      'field not declared in schema',
    );
    expect((await run('field', 'preview', { objects: { wrong } })).failure).toMatch(
      /TM3003 at mesh\/wrong: dta: is not a field of the kind/,
    );
  });

  it('is that a ConfigMap with other data is another one, save with the flags that the bridge sets', async () => {
    const [one, other] = ['a', 'b'].map((value) => configMap('plain', value)) as [KubeObject, KubeObject];
    await run('plain', 'up', { plain: [plain(one)] });
    const first = await uid(one);
    const replaced = await run('plain', 'up', { plain: [plain(other)] });
    expect(replaced.deeds.map(({ did }) => did)).toEqual(['delete', 'create']);
    expect(await uid(one)).not.toBe(first);

    const [ours, changed] = ['a', 'b'].map((value) => configMap('ours', value)) as [KubeObject, KubeObject];
    await run('ours', 'up', { objects: { ours } });
    const before = await uid(ours);
    expect((await run('ours', 'up', { objects: { ours: changed } })).deeds.map(({ did }) => did)).toEqual(['update']);
    expect(await uid(ours)).toBe(before);
  });

  it('is that an immutable ConfigMap with other data is another one, deleted first under the same name', async () => {
    const fixed = (value: string) => ({ fixed: configMap('fixed', value, { immutable: true }) });
    await run('fixed', 'up', { objects: fixed('a') });
    const { failure, deeds } = await run('fixed', 'up', { objects: fixed('b') });
    expect(failure).toBe('');
    expect(deeds.map(({ did }) => did)).toEqual(['delete', 'create']);
  });

  it('is that a field of another manager is a conflict, until the bridge is told to take over', async () => {
    const object = configMap('field', 'a');
    await run('conflict', 'up', { objects: { object } });
    await client.apply(configMap('field', 'of Flux'), { manager: 'kustomize-controller', conflicts: 'take-over' });
    const changed = { objects: { object: configMap('field', 'b') } };
    const refused = await run('conflict', 'preview', changed);
    expect(refused.failure).toMatch(/conflict with "kustomize-controller"[^]*\.data\.value/);
    expect((await run('conflict', 'up', changed)).failure).toContain('conflict with "kustomize-controller"');
    const taken = await run('conflict', 'up', { ...changed, wait: { conflicts: 'take-over' } });
    expect(taken.failure).toBe('');
    expect(mapAt(await client.read(object), 'data')).toEqual({ value: 'b' });
  });

  it('is that an object that is there is not made, until the provider is told to take over', async () => {
    const object = configMap('there', 'a');
    await client.apply(object, { manager: 'kustomize-controller' });
    const before = await uid(object);
    expect((await run('there', 'preview', { objects: { object } })).failure).toContain(
      'ConfigMap "there" already exists',
    );
    const taken = await run('there', 'up', {
      objects: { object },
      existing: 'take-over',
      wait: { conflicts: 'take-over' },
    });
    expect(taken).toMatchObject({ failure: '', deeds: [{ did: 'create' }] });
    expect(await uid(object)).toBe(before);
  });

  it('is that a kind nobody defines passes the preview and fails later, where the bridge knows what is missing', async () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', namespace } };
    const bare = { type: 'kubernetes:example.com/v1:Widget', name: 'widget', inputs: widget };
    expect((await run('kind', 'preview', { plain: [bare] })).failure).toBe('');
    expect((await run('kind', 'up', { plain: [bare] })).failure).toContain('no matches for kind "Widget"');
  });
});

describe('a preview', () => {
  const namespace = ownNamespace(client, 'pulumi-preview');
  const configMap = configMapIn(namespace);
  const run = (stack: string, act: Order['act'], objects: ObjectsRun): Promise<Outcome> =>
    engine.run({ stack, act, program: { kind: 'objects', run: objects } });

  it('fails where the bridge and another part of the program apply one object', async () => {
    const object = configMap('twice', 'a');
    const { failure, deeds } = await run('twice', 'preview', { objects: { object }, plain: [plain(object)] });
    expect(failure).toContain(
      `TM7004 at resource twice: ConfigMap ${namespace}/twice is also applied at mesh/object, and the two would overwrite each other.`,
    );
    expect(deeds).toEqual([]);
  });

  it('fails where another stack applies an object, as an up without it does before it makes anything; near ones pass', async () => {
    const object = configMap('elsewhere', 'a');
    expect((await run('first', 'up', { objects: { object } })).failure).toBe('');
    // A provider that takes over what is there refuses nothing, so that nobody but the bridge can.
    const other = { other: 'first', existing: 'take-over' } as const;
    const { failure } = await run('second', 'preview', { objects: { object }, ...other });
    expect(failure).toContain(
      `TM7004 at mesh/object: ConfigMap ${namespace}/elsewhere is also applied by stack "first", and the two would overwrite each other.`,
    );
    const near = { objects: { object: configMap('elsewhere-2', 'a') }, ...other };
    expect((await run('second', 'preview', near)).failure).toBe('');

    const skipped = await run('second', 'up', { objects: { ...near.objects, elsewhere: object }, ...other });
    expect(skipped.failure).toContain('TM7004 at mesh/elsewhere');
    expect(skipped.deeds).toEqual([]);
    expect(await run('second', 'up', near)).toMatchObject({ failure: '', deeds: [{ did: 'create' }] });
  });

  it('fails where the Namespace of a tenant would be replaced or deleted', async () => {
    const tenant = (name: string) => ({
      objects: { namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } },
    });
    expect((await run('held', 'up', tenant('pulumi-held'))).failure).toBe('');
    const { failure, deeds } = await run('held', 'preview', tenant('pulumi-other'));
    expect(failure).toMatch(/mesh\/namespace[^]*protect/);
    expect(deeds).toEqual([]);
    expect((await run('held', 'preview', { objects: { object: configMap('x', 'a') } })).failure).toContain(
      'cannot be deleted',
    );
  });
});
