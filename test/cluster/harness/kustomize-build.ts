import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../../lib/model/index.js';
import { programFolder, programIn } from './programs.js';

/** What kustomize, as kubectl carries it, makes of a folder. */
export function kustomizeBuild(folder: string): readonly KubeObject[] {
  return parseAllDocuments(kubectl(['kustomize', folder])).flatMap((document) => {
    const object: unknown = document.toJS();
    return object === null ? [] : [object as KubeObject];
  });
}

/** What kubectl says; fails with its own words where it refuses. */
export function kubectl(args: readonly string[]): string {
  const program = programIn(
    programFolder(() => undefined),
    'kubectl',
  );
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}
