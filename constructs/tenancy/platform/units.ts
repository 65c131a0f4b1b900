import { Construct } from 'constructs';
import { markUnit } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';

/** Steps of the infrastructure in the order in which they are applied; each waits for the one before. */
export const PLATFORM_STEPS = [
  'crds',
  'cert-manager',
  'trust',
  'istiod',
  'cni',
  'controllers',
  'pools',
  'gateways',
  'configs',
] as const;

/** A step of the infrastructure: a unit below `infrastructure/`. */
export type PlatformStep = (typeof PLATFORM_STEPS)[number];

/**
 * A unit of the platform: a step, or `kiali`, which nobody waits for, since it waits for a Secret that somebody
 * supplies by hand.
 */
export type PlatformUnit = PlatformStep | 'kiali';

/** Path of a unit of the platform. */
export function platformUnit(step: PlatformUnit): string {
  return `infrastructure/${step}`;
}

/** Steps that a target has: pools are MetalLB's. */
export function stepsOf(target: Target['kind']): readonly PlatformStep[] {
  return PLATFORM_STEPS.filter((step) => step !== 'pools' || target === 'bare-metal');
}

/** Makes one marked construct a unit, below `scope`. */
export function makeUnits(scope: Construct, target: Target['kind']): ReadonlyMap<PlatformUnit, Construct> {
  const steps = stepsOf(target);
  const units = new Map<PlatformUnit, Construct>();
  for (const [index, step] of steps.entries()) units.set(step, makeUnit(scope, step, steps[index - 1]));
  units.set('kiali', makeUnit(scope, 'kiali', 'controllers'));
  return units;
}

function makeUnit(scope: Construct, name: PlatformUnit, before: PlatformStep | undefined): Construct {
  const unit = new Construct(scope, name);
  markUnit(unit, {
    path: platformUnit(name),
    dependsOn: before === undefined ? [] : [platformUnit(before)],
    // A chart with its images may need ten minutes on a new node.
    timeout: '20m',
  });
  return unit;
}
