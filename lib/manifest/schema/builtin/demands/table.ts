import { ADMISSION_DEMANDS } from './admission.js';
import { CORE_DEMANDS } from './core.js';
import type { Demand } from './demand.js';
import { POD_DEMANDS } from './pods.js';
import { VOLUME_DEMANDS } from './volumes.js';
import { WORKLOAD_DEMANDS } from './workloads.js';

const TABLE: ReadonlyMap<string, readonly Demand[]> = new Map(
  [POD_DEMANDS, VOLUME_DEMANDS, CORE_DEMANDS, WORKLOAD_DEMANDS, ADMISSION_DEMANDS].flatMap((demands) =>
    Object.entries(demands),
  ),
);

/** What the API server demands of objects of a type in its own code. */
export function demandsOf(type: string): readonly Demand[] {
  return TABLE.get(type) ?? [];
}
