import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Consumer } from './consumer.js';

/** Programs that a new project runs, by package. */
const PROGRAMS = {
  cdk8s: 'cdk8s-cli/bin/cdk8s',
  jest: 'jest/bin/jest.js',
  tsc: 'typescript/bin/tsc',
  'tenant-mesh': 'tenant-mesh/build/lib/cli/main.js',
} as const;

/** Makes a project as a new user would, with the packed package, and takes a first change through it. */
export function newProject({ folder }: Consumer, target: 'bare-metal' | 'eks'): string[] {
  const project = join(folder, `fleet-${target}`);
  const steps: readonly (readonly [cwd: string, program: keyof typeof PROGRAMS, ...args: readonly string[]])[] = [
    [folder, 'tenant-mesh', 'init', project, '--target', target, '--ci', target === 'eks' ? 'gitlab' : 'github'],
    [project, 'tsc'],
    [project, 'cdk8s', 'synth', '--check-upgrade=false'],
    [project, 'jest', '--ci'],
    [project, 'tenant-mesh', 'publish', 'dist', '.'],
    // Ends with 1 where anything would change.
    [project, 'tenant-mesh', 'publish', 'dist', '.', '--plan'],
    [project, 'tenant-mesh', 'gitops', 'order', 'dist'],
  ];
  for (const [cwd, program, ...args] of steps) {
    const file = join(folder, 'node_modules', PROGRAMS[program]);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { cwd, encoding: 'utf8' });
    if (status !== 0) return [`${program} ${args.join(' ')} ended with ${String(status)}`, `${stdout}${stderr}`.trim()];
  }
  return existsSync(join(project, 'manifests/prod')) ? [] : ['publish wrote no manifests/prod'];
}
