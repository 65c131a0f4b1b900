import { pulumi } from './sdk.js';

const OUTSIDE = {};

/**
 * Data of one run of a Pulumi program. A process can run several programs, and the same one several times, and what one
 * run registered must not be seen by the next.
 */
export class PerRun<T> {
  private readonly runs = new WeakMap<object, T>();

  /** @param make - makes the data of a run that has none yet */
  constructor(private readonly make: () => T) {}

  /** Data of the run that is going on. */
  get current(): T {
    const run: object = pulumi.runtime.getMonitor() ?? OUTSIDE;
    const known = this.runs.get(run);
    if (known !== undefined) return known;
    const made = this.make();
    this.runs.set(run, made);
    return made;
  }
}
