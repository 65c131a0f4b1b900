import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from './measure.js';

const BUILT = join(__dirname, '..', 'build', 'lib', 'index.js');
const RUNS = 7;

/** Time to load the built package beside that of cdk8s, each in a process of its own; nothing before a build. */
export function requireFigures(): Figures {
  if (!existsSync(BUILT)) return {};
  const [ours, cdk8s] = [BUILT, 'cdk8s'].map((module) => Math.min(...Array.from({ length: RUNS }, () => load(module))));
  return { ours: ours ?? NaN, cdk8s: cdk8s ?? NaN, ratio: (ours ?? NaN) / (cdk8s ?? NaN) };
}

function load(module: string): number {
  const program = `const s = performance.now(); require(${JSON.stringify(module)}); console.log(performance.now() - s)`;
  return Number(spawnSync(process.execPath, ['-e', program], { cwd: join(__dirname, '..'), encoding: 'utf8' }).stdout);
}
