import { compare, type ManifestEntry } from '../manifest/index.js';
import {
  CANARY_HEALTH,
  CERTIFICATE_HEALTH,
  HELM_RELEASE_HEALTH,
  groupVersion,
  type UnitHealthExpression,
  type UnitSettings,
} from '../model/index.js';

/** Kinds whose health Flux cannot tell from their conditions alone. */
const KNOWN: readonly UnitHealthExpression[] = [CANARY_HEALTH, CERTIFICATE_HEALTH, HELM_RELEASE_HEALTH];

/**
 * Expressions by which Flux judges the objects of a unit: those of its own, and those of the kinds that it holds.
 * Flux refuses two for one kind, so its own come first.
 */
export function healthOf(
  unit: Pick<UnitSettings, 'wait' | 'healthCheckExprs'>,
  entries: readonly ManifestEntry[],
): readonly UnitHealthExpression[] {
  const own = unit.healthCheckExprs ?? [];
  if (unit.wait === false) return own;
  const taken = new Set(own.map(keyOf));
  const held = new Set(entries.map(({ id }) => `${id.group}/${id.kind}`));
  const known = KNOWN.filter((check) => held.has(keyOf(check)) && !taken.has(keyOf(check)));
  return [...own, ...known].sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function keyOf({ apiVersion, kind }: UnitHealthExpression): string {
  return `${groupVersion(apiVersion).group}/${kind}`;
}
