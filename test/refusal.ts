import { MeshError } from '../lib/model/index.js';

/** Text of the refusal that a call ends in. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (MeshError.is(error)) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}
