import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Figures } from './measure.js';

const ROOT = join(__dirname, '..');
const RUNS = 2;
const DOOR = './lib/pulumi/index.ts';
const EKS_DOOR = './lib/aws/index.ts';

function output(args: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed`);
  return stdout;
}

function cpuOf(kind: string, objects: number): number {
  const script = join(__dirname, 'pulumi-case.ts');
  const runs = Array.from(
    { length: RUNS },
    () => JSON.parse(output(['--import', 'tsx', script, kind, String(objects)])) as Figures,
  );
  const short = runs.find((run) => run['objects'] !== objects);
  if (short !== undefined)
    throw new Error(`${kind} registered ${String(short['objects'])} of ${String(objects)} objects`);
  return Math.min(...runs.map((run) => run['cpu'] ?? NaN));
}

function loadOf(name: string): number {
  const program = `const s = performance.now(); require(${JSON.stringify(name)}); console.log(performance.now() - s)`;
  return Math.min(...Array.from({ length: RUNS }, () => Number(output(['--import', 'tsx', '-e', program]))));
}

/** What the bridge costs beside plain registrations of the same objects, and what loading it costs. */
export function pulumiFigures(objects: number): Figures {
  const [bridge, plain] = [cpuOf('bridge', objects), cpuOf('plain', objects)];
  const loads = { sdkMs: loadOf('@pulumi/pulumi'), doorMs: loadOf(DOOR), eksDoorMs: loadOf(EKS_DOOR) };
  return { bridge, plain, ratio: bridge / plain, ...loads };
}
