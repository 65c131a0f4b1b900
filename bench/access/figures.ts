import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Figures } from '../measure.js';

/** A bar: what is measured, its value, and the most that it may be. */
export type Bar = readonly [what: string, value: number, bar: number];

/** What access costs: answers, set-up, the proof of isolation and the matrix of many tenants. */
export function accessFigures(tenants: number): {
  readonly figures: Readonly<Record<string, Figures>>;
  readonly bars: readonly Bar[];
} {
  const answers = figuresOf('answers', 0);
  const [few, many] = [figuresOf('setup', tenants / 4), figuresOf('setup', tenants)];
  const isolation = figuresOf('isolation', tenants);
  const matrix = figuresOf('matrix', tenants);
  const named = `${String(tenants)} tenants`;
  const growth =
    Math.log((many['cpu'] ?? NaN) / (few['cpu'] ?? NaN)) / Math.log((many['objects'] ?? NaN) / (few['objects'] ?? NaN));
  return {
    figures: { answers, few, many, isolation, matrix },
    bars: [
      ['access: an answer / JSON.stringify of one policy, cpu', answers['ratio'] ?? NaN, 20],
      [`access: growth exponent of the set-up up to ${named}`, growth, 1.1],
      [`access: isolation of all pairs of ${named}, cpu s`, isolation['cpu'] ?? NaN, 10],
      [`access: isolation of all pairs of ${named}, MB`, isolation['peakMb'] ?? NaN, 1024],
      [`access: pairs of ${named} that are not held apart`, isolation['reached'] ?? NaN, 0],
      [`access: matrix of ${named}, cpu s`, matrix['cpu'] ?? NaN, 30],
    ],
  };
}

function figuresOf(name: string, tenants: number): Figures {
  const script = join(__dirname, 'case.ts');
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, name, String(tenants)], {
    encoding: 'utf8',
    env: { ...process.env, TENANT_MESH_SUMMARY: '/dev/null' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`case ${name} of access failed`);
  const figures = JSON.parse(run.stdout) as Figures;
  const rate = figures['aSecond'] === undefined ? '' : `, ${figures['aSecond'].toFixed(0)} answers a second`;
  process.stderr.write(`access, ${name} ${String(tenants)}: ${(figures['seconds'] ?? NaN).toFixed(3)} s${rate}\n`);
  return figures;
}
