import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from './measure.js';

const BUILT = join(__dirname, '..', 'build', 'lib', 'index.js');
const RUNS = 7;

/**
 * Time to load the built package beside that of cdk8s, each in a process of its own; nothing before a build.
 *
 * Names are loaded when they are first read, so the time until every name of the door was read stands beside it.
 */
export function requireFigures(): Figures {
  if (!existsSync(BUILT)) return {};
  const [ours, all, cdk8s] = [
    `require(${JSON.stringify(BUILT)})`,
    `({ ...require(${JSON.stringify(BUILT)}) })`,
    "require('cdk8s')",
  ].map((expression) => Math.min(...Array.from({ length: RUNS }, () => timeOf(expression))));
  const [own, every, peer] = [ours ?? NaN, all ?? NaN, cdk8s ?? NaN];
  return { ours: own, everyName: every, cdk8s: peer, ratio: own / peer, everyNameRatio: every / peer };
}

function timeOf(expression: string): number {
  const program = `const s = performance.now(); ${expression}; console.log(performance.now() - s)`;
  return Number(spawnSync(process.execPath, ['-e', program], { cwd: join(__dirname, '..'), encoding: 'utf8' }).stdout);
}
