import { spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Consumer } from './consumer.js';

/** What a door of Pulumi is to say where its packages are missing, by the door and a name that it exports. */
const SAID: Readonly<Record<string, readonly [name: string, message: string]>> = {
  'tenant-mesh/pulumi': [
    'deploy',
    'TM7001 at tenant-mesh/pulumi: @pulumi/pulumi cannot be found, which this door needs. Run `npm install @pulumi/pulumi @pulumi/kubernetes`.',
  ],
  'tenant-mesh/pulumi/eks': [
    'EksCluster',
    'TM7001 at tenant-mesh/pulumi/eks: @pulumi/pulumi cannot be found, which this door needs. Run `npm install @pulumi/pulumi @pulumi/kubernetes @pulumi/aws`.',
  ],
};

/** Reads every export of every door. A door of Pulumi is loaded too, and only the use of it may fail. */
const USER = `
const [doors, said] = JSON.parse(process.argv[2]);
for (const door of doors) {
  const exported = require(door);
  if (!/\\bpulumi\\b/.test(door)) {
    for (const name of Object.keys(exported)) if (exported[name] === undefined) console.log(door + ' lacks ' + name);
  }
  if (said[door] === undefined) continue;
  const [name, message] = said[door];
  try {
    console.log(door + ' has ' + typeof exported[name] + ' ' + name + ' without Pulumi');
  } catch (error) {
    if (error.message !== message) console.log(door + ' says ' + error.message);
  }
}
`;

/** Runs something where the packages of Pulumi are not installed. */
export function withoutPulumi(consumer: Consumer, attempt: () => string[]): string[] {
  const installed = join(consumer.folder, 'node_modules', '@pulumi');
  const away = join(consumer.folder, 'pulumi-packages');
  renameSync(installed, away);
  try {
    return attempt();
  } finally {
    renameSync(away, installed);
  }
}

/** Uses every door; what is wrong is a line each. */
export function usesWithoutPulumi({ folder }: Consumer, doors: readonly string[]): string[] {
  writeFileSync(join(folder, 'use.cjs'), USER);
  const { stdout, stderr } = spawnSync(process.execPath, ['use.cjs', JSON.stringify([doors, SAID])], {
    cwd: folder,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
}
