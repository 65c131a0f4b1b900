import { Lazy } from 'cdk8s';

/**
 * A list that is made at synth, so that constructs can add to it until then. cdk8s resolves it when it writes the
 * object; reading it earlier sees no entries.
 */
export function lazyList<T>(produce: () => readonly T[]): readonly T[] {
  // cdk8s types what a Lazy stands for as any; it stands for the list that it produces.
  const list: unknown = Lazy.any({ produce: () => [...produce()] });
  return list as readonly T[];
}
