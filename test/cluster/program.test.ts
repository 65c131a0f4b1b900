import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Program } from './harness/program.js';

const HARNESS = join(__dirname, 'harness/program.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-program-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const shell = (script: string): Program => new Program({ file: '/bin/sh', args: ['-c', script], logs: folder });

/** Processes whose command line holds a word. */
function running(word: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(word));
}

async function untilGone(word: string): Promise<readonly string[]> {
  for (let tries = 0; tries < 100 && running(word).length > 0; tries += 1) await sleep(100);
  return running(word);
}

describe('a program of the bench', () => {
  it('that ends early is reported with the last lines of its log', async () => {
    const program = shell('echo "cannot open the store" >&2; exit 3');
    await expect(program.untilReady(() => Promise.resolve(false), 20_000)).rejects.toThrow(
      /sh ended before it was ready\. The last lines of .*sh\.log:\ncannot open the store/,
    );
  });

  it('that is not ready in time is reported', async () => {
    const program = shell('echo waiting; exec sleep 61');
    await expect(program.untilReady(() => Promise.resolve(false), 300)).rejects.toThrow('sh was not ready after 0.3 s');
    await program.stop();
  });

  it('that has ended by itself is reported when it is stopped', async () => {
    const program = shell('echo "lost the server" >&2; exit 4');
    await expect(program.untilReady(() => Promise.resolve(false), 20_000)).rejects.toThrow('sh ended');
    expect(await program.stop()).toMatch(/sh ended before it was stopped\. The last lines of .*:\nlost the server$/);
  });

  it('is gone after it was stopped', async () => {
    const program = shell('exec sleep 6211');
    await program.untilReady(() => Promise.resolve(running('sleep 6211').length > 0), 20_000);
    expect(await program.stop()).toBeUndefined();
    expect(await untilGone('sleep 6211')).toEqual([]);
  });

  it.each([
    ['whoever started it', '6212', (command: string) => command],
    ['the parent of whoever started it', '6213', (command: string) => `${command}; true`],
  ])('is gone after %s was killed', async (_who, seconds, within) => {
    const script = join(folder, 'starter.ts');
    const settings = JSON.stringify({ file: '/bin/sh', args: ['-c', `exec sleep ${seconds}`], logs: folder });
    const lines = [
      `import { Program } from ${JSON.stringify(HARNESS)};`,
      `new Program(${settings});`,
      'setTimeout(() => undefined, 600_000);',
    ];
    writeFileSync(script, lines.join('\n'));
    // With a command after it the shell stays, and is the parent.
    const command = within(`'${process.execPath}' --import tsx '${script}'`);
    const starter = spawn('/bin/sh', ['-c', command], { cwd: join(__dirname, '../..'), stdio: 'ignore' });
    for (let tries = 0; tries < 600 && running(`sleep ${seconds}`).length < 2; tries += 1) await sleep(100);
    expect(running(`sleep ${seconds}`)).not.toEqual([]);
    starter.kill('SIGKILL');
    expect(await untilGone(`sleep ${seconds}`)).toEqual([]);
  });
});
