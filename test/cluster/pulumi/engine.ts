import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { LocalWorkspace, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import type { ServerAddress } from '../harness/client.js';
import { programFolder } from '../harness/programs.js';
import { LOG_VARIABLE, deedsIn, type Deed } from './log.js';

const ROOT = join(__dirname, '../../..');
const PROVIDERS = { aws: 'aws-provider.ts', kubernetes: 'kubernetes-provider.ts' } as const;
const PROJECT = 'mesh';

/** The real engine on a backend of files, with the two providers of the bench on its path. */
export class Engine {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-pulumi-'));
  private readonly path = process.env['PATH'];
  private seen = 0;

  /** @param server - the API server that objects are applied to */
  constructor(server: ServerAddress) {
    for (const folder of ['bin', 'state', 'home', 'work']) mkdirSync(join(this.folder, folder));
    for (const [name, file] of Object.entries(PROVIDERS)) this.writeProvider(name, file);
    // The Automation API finds the program where the shell would.
    process.env['PATH'] = [join(this.folder, 'bin'), programFolder(() => undefined), this.path].join(delimiter);
    process.env['TENANT_MESH_PROVIDER_SERVER'] = JSON.stringify(server);
    process.env[LOG_VARIABLE] = this.log;
  }

  /** A stack with a program that runs in this process. */
  stack(stackName: string, program: PulumiFn): Promise<Stack> {
    return LocalWorkspace.createOrSelectStack(
      { stackName, projectName: PROJECT, program },
      {
        workDir: join(this.folder, 'work'),
        envVars: {
          PULUMI_BACKEND_URL: `file://${join(this.folder, 'state')}`,
          PULUMI_CONFIG_PASSPHRASE: 'bench',
          PULUMI_SKIP_UPDATE_CHECK: 'true',
          PULUMI_HOME: join(this.folder, 'home'),
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
        },
      },
    );
  }

  /** What providers did since this was last asked. */
  deeds(): readonly Deed[] {
    const all = deedsIn(this.log);
    const fresh = all.slice(this.seen);
    this.seen = all.length;
    return fresh;
  }

  /** Everything that stands on the disk of the backend, as text. */
  stateText(): string {
    const entries = readdirSync(join(this.folder, 'state'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.map((file) => readFileSync(file, 'utf8')).join('\n');
  }

  /** Removes its files. */
  stop(): void {
    process.env['PATH'] = this.path ?? '';
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get log(): string {
    return join(this.folder, 'deeds.log');
  }

  /** The engine starts a provider by name, in a folder that is not the project's. */
  private writeProvider(name: string, file: string): void {
    const script = join(this.folder, 'bin', `pulumi-resource-${name}`);
    const loader = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
    const text = `#!/bin/sh\nexec '${process.execPath}' --import 'file://${loader}' '${join(__dirname, file)}' "$@"\n`;
    writeFileSync(script, text);
    chmodSync(script, 0o755);
  }
}
