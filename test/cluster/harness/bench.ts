import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapAt, textOf } from '../../../lib/manifest/index.js';
import { applyAll } from './apply-all.js';
import {
  apiserverArgs,
  controllerManagerArgs,
  etcdArgs,
  kubeconfig,
  type Controllers,
  type Layout,
} from './arguments.js';
import { Client, type ServerAddress } from './client.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';
import { programIn } from './programs.js';
import type { Line } from './versions.js';

const READY_DEADLINE = 180_000;
/**
 * Programs here live for minutes, many at a time on few cores: what collecting garbage less often costs in memory it
 * saves in time, and threads that look for work cost more than they find.
 */
const SPARING = { GOGC: '400', GOMAXPROCS: '1' };

/** What a bench starts from. */
export interface BenchOptions {
  /** Another line of Kubernetes, whose API server alone there is. @default - the one that the Go module pins */
  readonly line?: Line;
  /** Folder with what etcd holds at the start; it is copied. @default - nothing */
  readonly store?: string;
  /**
   * Which controllers of Kubernetes run. A server that only judges needs none; half of its work is to answer them.
   * @default 'all'
   */
  readonly controllers?: Controllers;
}

/** A control plane of its own, on loopback, in a temporary folder. Several can run side by side. */
export class Bench {
  /** Starts a control plane from the programs of a folder. */
  static async start(programs: string, { line, store, controllers = 'all' }: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(programs, line === undefined ? '' : `-${line}`, await freePorts(4));
    try {
      if (store !== undefined) cpSync(store, bench.path('etcd'), { recursive: true });
      await bench.startServer();
      if (controllers !== 'none') await bench.startControllers(controllers);
      return bench;
    } catch (error) {
      await bench.stop();
      throw error;
    }
  }

  private readonly layout: Layout;
  private readonly token = randomBytes(16).toString('hex');
  private readonly running: Program[] = [];
  private launched = 0;

  private constructor(
    private readonly programs: string,
    private readonly suffix: string,
    ports: readonly number[],
  ) {
    const [server = 0, etcd = 0, peer = 0, manager = 0] = ports;
    this.layout = {
      folder: mkdtempSync(join(tmpdir(), 'tenant-mesh-bench-')),
      ports: { server, etcd, peer, manager },
    };
  }

  /** Where the server is, and how to be its administrator. */
  get address(): ServerAddress {
    return {
      port: this.layout.ports.server,
      ca: readFileSync(this.path('pki/apiserver.crt'), 'utf8'),
      token: this.token,
    };
  }

  /** Ends every program, the last one first, and leaves the folder; shows the log of one that had ended by itself. */
  async end(): Promise<void> {
    for (const program of this.running.splice(0).reverse()) {
      const early = await program.stop();
      if (early !== undefined) process.stderr.write(`${early}\n`);
    }
  }

  /** Ends every program, and removes the folder. */
  async stop(): Promise<void> {
    await this.end();
    rmSync(this.layout.folder, { recursive: true, force: true });
  }

  private async startServer(): Promise<void> {
    for (const folder of ['pki', 'logs']) mkdirSync(this.path(folder));
    this.writeSecrets();
    this.launch('etcd', etcdArgs(this.layout));
    const server = this.launch(`kube-apiserver${this.suffix}`, apiserverArgs(this.layout));
    await server.untilReady(() => this.answers('/readyz'), READY_DEADLINE);
    writeFileSync(this.path('manager.kubeconfig'), kubeconfig(this.address), { mode: 0o600 });
  }

  private async startControllers(which: Exclude<Controllers, 'none'>): Promise<void> {
    const manager = this.launch('kube-controller-manager', controllerManagerArgs(this.layout, which));
    await manager.untilReady(() => this.answers('/api/v1/namespaces/default/serviceaccounts/default'), READY_DEADLINE);
  }

  private writeSecrets(): void {
    writeFileSync(this.path('tokens.csv'), `${this.token},admin,admin,system:masters\n`, { mode: 0o600 });
    const { privateKey, publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'sec1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    writeFileSync(this.path('pki/accounts.key'), privateKey, { mode: 0o600 });
    writeFileSync(this.path('pki/accounts.pub'), publicKey);
  }

  /** Starts a further program beside the control plane; it ends with the bench. */
  launch(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
    const file = programIn(this.programs, name);
    // Some programs clear at their start what they find of their kind in the temporary folder, be it in use or not.
    const folder = this.path(`tmp-${this.launched}`);
    this.launched += 1;
    mkdirSync(folder);
    const settings = { file, args, logs: this.path('logs') };
    const program = new Program({ ...settings, env: { ...SPARING, TMPDIR: folder, ...env } });
    this.running.push(program);
    return program;
  }

  /** Makes a service account, if there is none, and a kubeconfig with which a program is that account. */
  async kubeconfigOf(client: Client, namespace: string, name: string): Promise<string> {
    await applyAll(client, [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }]);
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const { ok, body, message } = await client.post(path, { spec: { expirationSeconds: 3600 } });
    const token = textOf(mapAt(body, 'status')['token']);
    if (!ok || token === undefined) throw new Error(`${namespace}/${name} gets no token: ${message}`);
    const file = this.path(`${namespace}.${name}.kubeconfig`);
    writeFileSync(file, kubeconfig({ ...this.address, token }), { mode: 0o600 });
    return file;
  }

  /** A file of the bench, by its path in the bench's folder. */
  path(name: string): string {
    return join(this.layout.folder, name);
  }

  private async answers(path: string): Promise<boolean> {
    // The server makes its own certificate when it starts.
    if (!existsSync(this.path('pki/apiserver.crt'))) return false;
    const client = new Client(this.address);
    try {
      return (await client.get(path)).ok;
    } finally {
      client.close();
    }
  }
}
