import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSummary, type SynthSummary } from '../lib/app/index.js';

/** Where a user goes on reading after a failure: everything the app said is shown as it is. */
function main(): number {
  const directory = mkdtempSync(join(tmpdir(), 'tenant-mesh-'));
  const file = join(directory, 'summary.json');
  try {
    const run = spawnSync(process.execPath, [cdk8sBin(), 'synth', ...process.argv.slice(2)], {
      encoding: 'utf8',
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', TENANT_MESH_SUMMARY: file },
      stdio: ['inherit', 'pipe', 'inherit'],
    });
    if (run.error !== undefined) throw run.error;
    if (run.status !== 0 || !existsSync(file)) {
      process.stdout.write(run.stdout);
      return run.status ?? 1;
    }
    process.stdout.write(formatSummary(JSON.parse(readFileSync(file, 'utf8')) as SynthSummary));
    return 0;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function cdk8sBin(): string {
  return join(require.resolve('cdk8s-cli/package.json'), '..', 'bin', 'cdk8s');
}

process.exitCode = main();
