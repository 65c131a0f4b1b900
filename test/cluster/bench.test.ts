import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../lib/model/index.js';
import { Bench } from './harness/bench.js';
import { Client } from './harness/client.js';
import { programFolder } from './harness/programs.js';
import { until } from './harness/until.js';

const GONE_DEADLINE = 30_000;
const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'only-here' } };
const programs = programFolder(() => undefined);

/** Programs whose command line names a folder. */
function running(folder: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder) && line.includes('--'));
}

/** What is left of the programs of a folder after a while. */
async function untilGone(folder: string): Promise<readonly string[]> {
  const deadline = Date.now() + GONE_DEADLINE;
  while (running(folder).length > 0 && Date.now() < deadline) await sleep(100);
  return running(folder);
}

it('two benches run side by side, and each ends by itself', async () => {
  const benches = await Promise.all([Bench.start(programs), Bench.start(programs)]);
  const [one, other] = benches;
  const clients = benches.map(({ address }) => new Client(address));
  const [first, second] = clients;
  try {
    expect(one.address.port).not.toBe(other.address.port);
    expect(await first?.create(namespace)).toMatchObject({ ok: true });
    expect(await second?.read(namespace)).toBeUndefined();
    const folder = dirname(one.path('pki'));
    await one.stop();
    expect(await untilGone(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(await second?.get('/readyz')).toMatchObject({ ok: true });
  } finally {
    for (const client of clients) client.close();
    for (const bench of benches) await bench.stop();
  }
});

it.each(['SIGINT', 'SIGKILL'] as const)('no program of a bench is left after %s', async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-signal-'));
  try {
    const script = join(folder, 'start.ts');
    const harness = join(__dirname, 'harness/shared-bench.ts');
    writeFileSync(script, `import { startSharedBench } from ${JSON.stringify(harness)};\nvoid startSharedBench();\n`);
    const starter = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: join(__dirname, '../..'),
      env: { ...process.env, TMPDIR: folder },
      stdio: 'ignore',
    });
    const server = (): boolean => running(folder).some((line) => line.includes('kube-apiserver'));
    await until('the API server runs', () => Promise.resolve(server() ? true : undefined));
    starter.kill(signal);
    expect(await untilGone(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
