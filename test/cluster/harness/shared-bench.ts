import { Bench } from './bench.js';
import type { KubeObject } from '../../../lib/model/index.js';
import { Client, type Answer, type ServerAddress, type WriteOptions } from './client.js';
import { definitionsStore } from './definitions-store.js';
import { definitionsServed } from './definitions.js';
import { programFolder } from './programs.js';

const VARIABLE = 'TENANT_MESH_BENCH';
let bench: Bench | undefined;

/** Starts the bench that all test files share and says how long each step took. */
export async function startSharedBench(): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const folder = programFolder(() => undefined);
  const start = Date.now();
  const seconds = (): string => ((Date.now() - start) / 1000).toFixed(1);
  // Here and not in the test files, several of which would make it at once.
  const store = await definitionsStore(folder);
  say(`Custom resource definitions are at hand after ${seconds()} s.`);
  bench = await Bench.start(folder, { store });
  const stop = (): void => void stopSharedBench().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const client = new Client(bench.address);
  await definitionsServed(client).finally(() => {
    client.close();
  });
  say(`Control plane ready after ${seconds()} s.`);
  process.env[VARIABLE] = JSON.stringify(bench.address);
}

/** Stops the shared bench, if there is one. */
export async function stopSharedBench(): Promise<void> {
  const running = bench;
  bench = undefined;
  await running?.stop();
}

/** A client of the bench that all test files share, on which namespaces stay: another test may be using them. */
class SharedClient extends Client {
  override delete(object: KubeObject, options: WriteOptions = {}): Promise<Answer> {
    if (object.kind === 'Namespace' && options.dryRun !== true) {
      throw new Error('A namespace of the shared bench is not deleted: make one by ownNamespace and leave it.');
    }
    return super.delete(object, options);
  }
}

/** A client of the shared bench, for a test file. */
export function sharedClient(): Client {
  return new SharedClient(sharedAddress());
}

/** Where the shared bench is, for programs that have a client of their own. */
export function sharedAddress(): ServerAddress {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('No bench is running; start these tests with npm run test:cluster.');
  return JSON.parse(text) as ServerAddress;
}
