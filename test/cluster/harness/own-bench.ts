import { Bench, type BenchOptions } from './bench.js';
import { Client } from './client.js';
import { definitionsStore } from './definitions-store.js';
import { definitionsServed } from './definitions.js';
import { programFolder } from './programs.js';

/** A bench that one test file has to itself, with every definition served. */
export class OwnBench {
  /** Starts it; what fails on the way is stopped. */
  static async start({ line, controllers }: Omit<BenchOptions, 'store'> = {}): Promise<OwnBench> {
    const programs = programFolder(() => undefined);
    const bench = await Bench.start(programs, {
      line,
      controllers,
      store: await definitionsStore(programs, line),
    });
    const own = new OwnBench(bench, new Client(bench.address));
    try {
      await definitionsServed(own.client);
      return own;
    } catch (error) {
      await own.stop();
      throw error;
    }
  }

  private constructor(
    readonly bench: Bench,
    readonly client: Client,
  ) {}

  /** Ends every program of it. */
  async stop(): Promise<void> {
    this.client.close();
    await this.bench.stop();
  }
}
