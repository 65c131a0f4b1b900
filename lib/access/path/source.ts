import type { Address } from '../policy/call.js';
import type { Workload } from '../world/workload.js';

/** A caller, as the engine follows it. */
export type Source =
  | {
      readonly kind: 'workload';
      readonly workload: Workload;
      /** Whether its calls go through its proxy. One that goes around it has no identity to show. */
      readonly proxied: boolean;
      /** Whether its egress scope and client rules hold; a caller bent on mischief is not held by its own proxy. */
      readonly shielded: boolean;
    }
  | { readonly kind: 'outside'; readonly ip: Address | undefined; readonly certificate: string | undefined };

/** A workload that behaves as deployed. */
export function honest(workload: Workload): Extract<Source, { kind: 'workload' }> {
  return { kind: 'workload', workload, proxied: workload.mesh !== 'none', shielded: true };
}
