import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sharedAddress } from './harness/shared-bench.js';
import { withFolder } from './harness/with-folder.js';
import { Engine } from './pulumi/engine.js';
import { installAside } from './pulumi/packed.js';

describe('a new user', () => {
  it('installs the packed package into an empty project, and brings up a tenant', async () => {
    const engine = new Engine(sharedAddress());
    try {
      await withFolder(async (folder) => {
        installAside(folder);
        const project = join(folder, 'project');
        cpSync(join(__dirname, 'pulumi/new-user.cjs'), join(project, 'main.cjs'));
        mkdirSync(join(project, 'work'));
        const { stdout } = await promisify(execFile)(process.execPath, ['main.cjs', 'work'], {
          cwd: project,
          env: { ...process.env, ...engine.environment },
        });
        const [preview, first, again, destroyed] = JSON.parse(stdout) as readonly Record<string, number>[];
        expect(Object.keys(first ?? {})).toEqual(['create']);
        expect(preview).toEqual(first);
        expect(Object.keys(again ?? {})).toEqual(['same']);
        expect(Object.keys(destroyed ?? {})).toEqual(['delete']);
      });
    } finally {
      engine.stop();
    }
  });
});
