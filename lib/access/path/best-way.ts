import type { Way } from './mesh-path.js';

const RANK = { allow: 2, depends: 1, deny: 0 } as const;

/** The way with the best outcome; of refusals the one that came farthest, since it tells most. */
export function bestWay(ways: readonly Way[]): Way | undefined {
  let best = ways[0];
  for (const way of ways) if (best !== undefined && isBetter(way, best)) best = way;
  return best;
}

function isBetter(a: Way, b: Way): boolean {
  const step = RANK[a.trail.outcome] - RANK[b.trail.outcome];
  return step > 0 || (step === 0 && length(a) > length(b));
}

/** How far a way came; one that led elsewhere tells least. */
function length({ trail, astray }: Way): number {
  return astray === true ? 0 : trail.steps.length;
}
