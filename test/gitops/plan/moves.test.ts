import fc from 'fast-check';
import { parse } from 'yaml';
import {
  formatPlan,
  formatPlanMarkdown,
  formatPublish,
  planPublish,
  type PublishOptions,
  type PublishPlan,
} from '../../../lib/gitops/index.js';
import { refusal } from '../../app/program.js';
import { FAULTS, Interrupted } from '../publish/interrupted.js';
import { Sandbox, configMap, kustomization, removeSandboxes, type Tree } from '../publish/sandbox.js';

afterAll(removeSandboxes);

const KEEP = 'kustomize.toolkit.fluxcd.io/prune: disabled';
const [ONE, OTHER] = ['manifests/prod/apps/one', 'manifests/prod/apps/other'];
const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  labels:
    app: web
  name: web
  namespace: team-x
spec:
  storageClassName: fast # a comment
`;

/** The Kustomization of a unit. */
function step(unit: string, settings = 'prune: true'): Tree {
  const name = unit.replace('manifests/prod/', '').replaceAll('/', '-');
  return {
    [`clusters/prod/${name}.yaml`]: `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  path: ./${unit}\n  ${settings}\n`,
  };
}

/** Two units; the claim and a map beside it are in one of them. */
function tree(place: string, text = CLAIM, settings?: string): Tree {
  const files = (unit: string): string[] => ['own.yaml', ...(unit === place ? ['claim.yaml', 'map.yaml'] : [])];
  return Object.fromEntries<string>([
    ...[ONE, OTHER].flatMap((unit): (readonly [string, string])[] => [
      ...Object.entries(step(unit, settings)),
      [`${unit}/kustomization.yaml`, kustomization(files(unit))],
      [`${unit}/own.yaml`, configMap('team-x', unit.replaceAll('/', '-'))],
    ]),
    [`${place}/claim.yaml`, text],
    [`${place}/map.yaml`, configMap('team-x', 'map')],
  ]);
}

/** A tree without some of its files. */
function without(files: Tree, ...paths: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));
}

function planTo(box: Sandbox, next: Tree, options: PublishOptions = {}): PublishPlan {
  box.synth(next);
  return planPublish(box.dist, box.checkout, options);
}

/** A checkout with the first tree. */
function start(text = CLAIM, settings?: string): Sandbox {
  const box = new Sandbox();
  box.publish(tree(ONE, text, settings));
  return box;
}

/** Publishes once more; where the first step was finished by that, the second one is not begun. */
function resume(publish: Interrupted): void {
  try {
    publish.resume();
  } catch (error) {
    expect(String(error)).toContain('TM5205');
  }
}

describe('a move to another Kustomization', () => {
  it('is told of, with both steps', () => {
    const found = planTo(start(), tree(OTHER));
    expect(found.objects.filter(({ action }) => action === 'move')).toMatchObject([
      { from: ONE, unit: OTHER, object: 'ConfigMap/team-x/map' },
      { from: ONE, unit: OTHER, object: 'PersistentVolumeClaim/team-x/web' },
    ]);
    expect(found.moves).toEqual({
      kind: 'mark',
      objects: ['ConfigMap/team-x/map', 'PersistentVolumeClaim/team-x/web'],
    });
    expect(found.warnings).toMatchObject([
      { code: 'TM5203', needsLeave: false },
      { code: 'TM5203', what: 'at once, Flux may delete it where it was: its data goes with it' },
    ]);
    expect(formatPlan(found)).toMatchSnapshot();
    expect(formatPlanMarkdown(found)).toContain(
      '2. Once Flux has applied that, a publish with --finish-moves does all the rest.',
    );
  });

  it('begins with a publish that marks what moves and writes nothing else', () => {
    const box = start();
    const before = box.published();
    const report = box.publish(tree(OTHER));
    expect(report).toMatchObject({
      written: [`${ONE}/claim.yaml`, `${ONE}/map.yaml`],
      removed: [],
      moves: { kind: 'mark' },
    });
    expect(formatPublish(report)).toContain(
      'mark    PersistentVolumeClaim/team-x/web: Flux leaves it alone when it moves\n',
    );
    const after = box.published();
    expect(after[`${ONE}/claim.yaml`]).toContain(`  annotations:\n    ${KEEP}\n`);
    expect(after[`${ONE}/claim.yaml`]).toContain('fast # a comment\n');
    const marks = [`${ONE}/claim.yaml`, `${ONE}/map.yaml`];
    expect(without(after, ...marks)).toEqual(without(before, ...marks));
  });

  it('waits until somebody says that Flux has applied the marks', () => {
    const box = start();
    box.publish(tree(OTHER));
    const marked = box.files();
    expect(planTo(box, tree(OTHER)).moves.kind).toBe('wait');
    expect(refusal(() => box.publish(tree(OTHER)))).toBe(
      'TM5205 at ConfigMap/team-x/map: it and 1 more are marked to move, and only Flux knows whether the marks are in the cluster. ' +
        'Commit and push the marks, wait until Flux has applied that revision, and publish again with --finish-moves.',
    );
    expect(box.files()).toEqual(marked);
    expect(planTo(box, tree(OTHER), { finishMoves: true }).moves.kind).toBe('finish');
    expect(box.publish(tree(OTHER), { finishMoves: true }).moves.kind).toBe('finish');
    expect(box.published()).toEqual(tree(OTHER));
    expect(box.publish(tree(OTHER)).written).toEqual([]);
  });

  it('that is taken back leaves no mark', () => {
    const box = start();
    box.publish(tree(OTHER));
    expect(box.publish(tree(ONE)).written).toHaveLength(2);
    expect(box.published()).toEqual(tree(ONE));
    expect(box.read('.tenant-mesh/clusters/prod.jsonl')).not.toContain('marked');
  });

  it('that grows before it is finished marks the rest first', () => {
    const box = start();
    const alone = without({ ...tree(OTHER), [`${ONE}/map.yaml`]: configMap('team-x', 'map') }, `${OTHER}/map.yaml`);
    expect(box.publish(alone).written).toEqual([`${ONE}/claim.yaml`]);
    expect(box.publish(tree(OTHER), { finishMoves: true })).toMatchObject({
      written: [`${ONE}/map.yaml`],
      moves: { kind: 'mark' },
    });
    box.publish(tree(OTHER), { finishMoves: true });
    expect(box.published()).toEqual(tree(OTHER));
  });

  it('happens at once where its loss is allowed by name', () => {
    const box = start();
    box.publish(tree(OTHER), { allowDelete: ['PersistentVolumeClaim/team-x/web', 'ConfigMap/team-x/map'] });
    expect(box.published()).toEqual(tree(OTHER));
  });

  it('of a whole unit keeps its Kustomization until its objects are marked', () => {
    const box = start();
    const rest = without(tree(OTHER), 'clusters/prod/apps-one.yaml');
    const next = Object.fromEntries(Object.entries(rest).filter(([path]) => !path.startsWith(`${ONE}/`)));
    box.publish(next);
    expect(box.read('clusters/prod/apps-one.yaml')).toContain('name: apps-one');
    box.publish(next, { finishMoves: true });
    expect(box.published()).toEqual(next);
  });

  it('needs no mark where the program has told Flux to leave the object', () => {
    const text = CLAIM.replace('metadata:\n', `metadata:\n  annotations:\n    ${KEEP}\n`);
    const box = start(text);
    const next = without(
      { ...tree(OTHER, text), [`${ONE}/map.yaml`]: configMap('team-x', 'map') },
      `${OTHER}/map.yaml`,
    );
    expect(box.publish(next).moves).toEqual({ kind: 'none' });
    expect(box.published()).toEqual(next);
  });

  it('of an encrypted object is refused, for a mark would break its seal', () => {
    const sealed = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\n  namespace: team-x\ndata:\n  a: ENC[AES256_GCM,data:x]\nsops:\n  mac: ENC[x]\n`;
    const box = start(sealed);
    expect(refusal(() => box.publish(tree(OTHER, sealed)))).toBe(
      `TM5206 at ${ONE}/claim.yaml: an encrypted object moves to another Kustomization, and publish cannot mark it without its key. ` +
        `Set the annotation ${KEEP} with sops where the file is kept, and publish that before the move.`,
    );
  });

  it('survives faults at every step of both publishes', () => {
    const first = start();
    first.synth(tree(OTHER));
    const second = start();
    second.publish(tree(OTHER));
    let interrupted = 0;
    for (const [box, options] of [
      [first, {}],
      [second, { finishMoves: true }],
    ] as const) {
      const publish = new Interrupted(box, options);
      for (let at = 1; at <= publish.steps; at++) {
        for (const fault of FAULTS) {
          if (publish.interrupt(at, fault) !== 'done') interrupted++;
          expect([at, fault, publish.torn()]).toEqual([at, fault, []]);
          resume(publish);
          expect(publish.box.files()).toEqual(publish.after);
        }
      }
    }
    process.stderr.write(`a move in two steps: interrupted ${String(interrupted)} times\n`);
    expect(interrupted).toBeGreaterThan(30);
  });
});

describe('a Kustomization that does not prune', () => {
  it.each([
    ['prune: false', 'prune: false', 'none'],
    ['prune: true', 'prune: false', 'mark'],
    ['prune: false', 'prune: true', 'mark'],
  ])('with %s before and %s after: %s', (before, after, kind) => {
    expect(planTo(start(CLAIM, before), tree(OTHER, CLAIM, after)).moves.kind).toBe(kind);
  });

  it('leaves what goes from the tree in the cluster', () => {
    const box = start(CLAIM, 'prune: false');
    const rest = without(tree(ONE, CLAIM, 'prune: false'), `${ONE}/claim.yaml`);
    const { objects, warnings } = planTo(box, rest);
    expect(objects).toMatchObject([{ action: 'leave', object: 'PersistentVolumeClaim/team-x/web' }]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['prune: true\n  deletionPolicy: Orphan', 'leave'],
    ['prune: false\n  deletionPolicy: Delete', 'delete'],
    ['prune: false', 'leave'],
    ['prune: true', 'delete'],
  ])('and goes itself, with %s: %s', (settings, action) => {
    const box = start(CLAIM, settings);
    const rest = Object.fromEntries(
      Object.entries(tree(ONE, CLAIM, settings)).filter(
        ([path]) => !path.startsWith(`${ONE}/`) && !path.endsWith('apps-one.yaml'),
      ),
    );
    const claim = planTo(box, rest).objects.find(({ object }) => object.startsWith('PersistentVolumeClaim'));
    expect(claim?.action).toBe(action);
  });
});

it('any object keeps its meaning when it is marked', () => {
  const text = fc.string({ unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), text), fc.option(text), (data, note) => {
      const annotations = note === null ? '' : `  annotations:\n    note: ${JSON.stringify(note)}\n`;
      const object = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n${annotations}  name: web\n  namespace: team-x\ndata: ${JSON.stringify(data)}\n`;
      const box = start(object);
      box.publish(tree(OTHER, object));
      const [before, after] = [object, box.read(`${ONE}/claim.yaml`)].map(
        (one) => parse(one, { version: '1.1' }) as { metadata: { annotations?: object } },
      );
      expect(after).toEqual({
        ...before,
        metadata: {
          ...before?.metadata,
          annotations: { ...before?.metadata.annotations, 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
        },
      });
      removeSandboxes();
    }),
    { numRuns: 40 },
  );
});
