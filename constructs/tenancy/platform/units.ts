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

/** Path of the unit of a step. */
export function platformUnit(step: PlatformStep): string {
  return `infrastructure/${step}`;
}

/** Steps that a target has: pools are MetalLB's. */
export function stepsOf(target: Target['kind']): readonly PlatformStep[] {
  return PLATFORM_STEPS.filter((step) => step !== 'pools' || target === 'bare-metal');
}

/** Makes one marked construct a step, below `scope`. */
export function makeUnits(scope: Construct, target: Target['kind']): ReadonlyMap<PlatformStep, Construct> {
  const steps = stepsOf(target);
  return new Map(
    steps.map((step, index) => {
      const unit = new Construct(scope, step);
      const before = steps[index - 1];
      markUnit(unit, {
        path: platformUnit(step),
        dependsOn: before === undefined ? [] : [platformUnit(before)],
        // A chart with its images may need ten minutes on a new node.
        timeout: '20m',
      });
      return [step, unit];
    }),
  );
}
