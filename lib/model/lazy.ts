import { Lazy } from 'cdk8s';

/** A value that is made at synth, when everything that adds to it has been said. */
export function lazy<T>(produce: () => T): T {
  // cdk8s types a Lazy as any; it stands for what it produces.
  const token: unknown = Lazy.any({ produce });
  return token as T;
}
