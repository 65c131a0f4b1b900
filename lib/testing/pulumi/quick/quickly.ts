import { quickStructs } from './structs.js';
import { unplacedResources, untracedPromises } from './traces.js';

/**
 * Runs what uses the Pulumi SDK without the parts of it that take most of its time under mocks and whose results are
 * either not read there or the same.
 *
 * @param run - what to run
 */
export async function quickly(run: () => Promise<void>): Promise<void> {
  const restore = [quickStructs(), untracedPromises(), unplacedResources()];
  try {
    await run();
  } finally {
    for (const each of restore) each();
  }
}
