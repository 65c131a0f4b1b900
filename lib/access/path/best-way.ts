import type { Way } from './mesh-path.js';

const RANK = { allow: 2, depends: 1, deny: 0 } as const;

/** The way with the best outcome; of refusals the one that came farthest, since it tells most. */
export function bestWay(ways: readonly Way[]): Way | undefined {
  return [...ways].sort((a, b) => RANK[b.trail.outcome] - RANK[a.trail.outcome] || length(b) - length(a))[0];
}

/** How far a way came; one that led elsewhere tells least. */
function length({ trail, astray }: Way): number {
  return astray === true ? 0 : trail.steps.length;
}
