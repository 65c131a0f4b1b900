import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { Node, type IConstruct } from 'constructs';
import { MeshApp } from 'tenant-mesh';
import type { KubeObject } from '../../../lib/model/index.js';
import { blocksOf, pages, type Block } from '../../house/markdown.js';
import { ROOT, read } from '../../house/sources.js';

/** What one example of a page makes. */
export interface Example {
  /** Page and line. */
  readonly where: string;
  readonly objects: readonly KubeObject[];
}

/** The part of a node through which every construct is added to its tree. */
interface Growing {
  readonly root: IConstruct;
  addChild(child: IConstruct, name: string): void;
}

/** Programs for Pulumi get values from its engine, which has a lane of its own. */
const FOR_PULUMI = /from '(?:tenant-mesh\/pulumi(?:\/[^']+)?|@pulumi\/[^']+)'/;

/** Runs every other example in TypeScript that the pages hold, and returns the objects of those that make an app. */
export function runExamples(): readonly Example[] {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  // Below the root of the project, where the packages are found that examples import.
  const folder = mkdtempSync(join(cache, 'examples-'));
  const before = process.env['CDK8S_OUTDIR'];
  process.env['CDK8S_OUTDIR'] = join(folder, 'dist');
  try {
    const blocks = pages().flatMap((page) => blocksOf(page, read(page)));
    const examples = blocks
      .filter(({ language, text }) => language === 'ts' && !FOR_PULUMI.test(text))
      .map((block, at) => run(block, folder, at));
    return examples.filter(({ objects }) => objects.length > 0);
  } finally {
    if (before === undefined) delete process.env['CDK8S_OUTDIR'];
    else process.env['CDK8S_OUTDIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  }
}

function run({ where, text }: Block, folder: string, at: number): Example {
  const file = join(folder, `example-${String(at)}.ts`);
  writeFileSync(file, text);
  const roots = rootsOf(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an example is a program of its own
    require(file);
  });
  return { where, objects: roots.flatMap(objectsOf) };
}

/** Roots of the trees that grow while something runs. */
function rootsOf(grow: () => void): readonly IConstruct[] {
  const growing = Node.prototype as unknown as Growing;
  const original = Object.getOwnPropertyDescriptor(growing, 'addChild');
  if (original === undefined) throw new Error('constructs adds children to a tree in another way than before.');
  const add: unknown = original.value;
  const roots = new Set<IConstruct>();
  growing.addChild = function (this: Growing, child, name): void {
    roots.add(this.root);
    if (typeof add === 'function') Reflect.apply(add, this, [child, name]);
  };
  try {
    grow();
  } finally {
    Object.defineProperty(growing, 'addChild', original);
  }
  return [...roots];
}

function objectsOf(root: IConstruct): readonly KubeObject[] {
  if (root instanceof MeshApp) {
    return root.manifests().flatMap((set) => set.all({ layer: 'written' }).map(({ object }) => object));
  }
  return root instanceof App ? root.charts.flatMap((chart) => chart.toJson() as readonly KubeObject[]) : [];
}
