import type { Case } from '../../manifest/schema/harness/cases.js';

/** A line for each fault: how many objects had it, and in how many both sides agree. */
export function tallyOf(all: readonly Case[], differing: ReadonlySet<string>): string {
  const faults = new Map<string, { objects: number; agreed: number }>();
  for (const { name, fault } of all) {
    const { objects, agreed } = faults.get(fault) ?? { objects: 0, agreed: 0 };
    faults.set(fault, { objects: objects + 1, agreed: agreed + (differing.has(name) ? 0 : 1) });
  }
  const lines = [...faults].map(
    ([fault, { objects, agreed }]) => `${fault.padEnd(10)} ${objects} objects, ${agreed} agreed`,
  );
  return lines.join('\n');
}
