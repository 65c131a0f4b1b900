import { fork, type ChildProcess, type StdioOptions } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ServerAddress } from '../harness/client.js';
import { programFolder } from '../harness/programs.js';
import { SERVER_VARIABLE } from './kubernetes-provider.js';
import { LOG_VARIABLE, deedsIn, type Deed } from './log.js';
import { WORK_VARIABLE, type Order, type Result } from './orders.js';

const ROOT = join(__dirname, '../../..');
const PROVIDERS = ['aws', 'kubernetes'] as const;
/** Programs that make many short-lived objects: the more of them are collected at once, the less work it is. */
const NODE_OPTIONS = ['--max-semi-space-size=64', '--import', 'tsx'];
const FOLDERS = ['bin', 'state', 'home', 'work'] as const;

/** What an order came to, with what providers did. */
export interface Outcome extends Result {
  readonly deeds: readonly Deed[];
  readonly seconds: number;
}

/** The real engine on a backend of files, with the two providers of the bench on its path. */
export class Engine {
  /** What a program needs in its environment to be run by this engine. */
  readonly environment: Readonly<Record<string, string>>;
  private readonly folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-pulumi-'));
  private readonly driver: ChildProcess;
  private readonly host: ChildProcess;
  private seen = 0;

  /**
   * @param server - the API server that objects are applied to
   * @param patience - for how many milliseconds the Kubernetes provider waits for a kind that nobody has defined yet;
   * as long as the real one where a program defines kinds itself
   */
  constructor(
    server: ServerAddress,
    private readonly patience = 60_000,
  ) {
    for (const folder of FOLDERS) mkdirSync(this.path(folder));
    for (const name of PROVIDERS) this.writeProvider(name);
    this.environment = this.environmentFor(server);
    this.host = this.start('provider-host.ts', [this.path('host')], ['inherit', 'ignore', 'inherit', 'ipc']);
    this.driver = this.start('driver.ts');
  }

  /** Has something done, and waits for it. Orders are given one after another. */
  async run(order: Order): Promise<Outcome> {
    const start = Date.now();
    const result = await this.answer(order);
    return { ...result, deeds: this.deeds(), seconds: (Date.now() - start) / 1000 };
  }

  /** Everything that stands on the disk of the backend, as text. */
  stateText(): string {
    const entries = readdirSync(this.path('state'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.map((file) => readFileSync(file, 'utf8')).join('\n');
  }

  /** Ends it and removes its files. */
  stop(): void {
    this.driver.kill();
    this.host.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private start(file: string, args: readonly string[] = [], stdio?: StdioOptions): ChildProcess {
    const env = { ...process.env, ...this.environment };
    return fork(join(__dirname, file), args, { cwd: ROOT, execArgv: NODE_OPTIONS, env, stdio });
  }

  private answer(order: Order): Promise<Result> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => {
        reject(new Error(`The driver of the engine ended with ${String(code)}.`));
      };
      this.driver.once('exit', onExit);
      this.driver.once('message', (answer: { readonly result?: Result; readonly error?: string }) => {
        this.driver.off('exit', onExit);
        if (answer.result === undefined) reject(new Error(answer.error));
        else resolve(answer.result);
      });
      this.driver.send(order);
    });
  }

  /** What providers did since this was last asked. */
  private deeds(): readonly Deed[] {
    const all = deedsIn(this.path('deeds.log'));
    const fresh = all.slice(this.seen);
    this.seen = all.length;
    return fresh;
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private environmentFor(server: ServerAddress): Readonly<Record<string, string>> {
    return {
      // The Automation API finds the program where the shell would.
      PATH: [this.path('bin'), programFolder(() => undefined), process.env['PATH']].join(delimiter),
      PULUMI_BACKEND_URL: `file://${this.path('state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'bench',
      PULUMI_HOME: this.path('home'),
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: 'true',
      // The engine lives for seconds: what collecting garbage less often costs in memory it saves in time.
      GOGC: '400',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      // By default the whole state is written anew after every step, which is most of the work of a run.
      PULUMI_SKIP_CHECKPOINTS: 'true',
      [WORK_VARIABLE]: this.path('work'),
      [SERVER_VARIABLE]: JSON.stringify(server),
      TENANT_MESH_PROVIDER_PATIENCE: String(this.patience),
      [LOG_VARIABLE]: this.path('deeds.log'),
    };
  }

  /** The engine starts a provider by name, in a folder that is not the project's. */
  private writeProvider(name: string): void {
    const script = join(this.path('bin'), `pulumi-resource-${name}`);
    const ask = [process.execPath, join(__dirname, 'ask-host.cjs'), this.path('host'), name];
    writeFileSync(script, `#!/bin/sh\nexec ${ask.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    chmodSync(script, 0o755);
  }
}
