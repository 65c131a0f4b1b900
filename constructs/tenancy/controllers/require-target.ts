import type { Construct } from 'constructs';
import { MeshError } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';

const PLACE = { 'bare-metal': 'bare metal', eks: 'EKS' } as const;

/** Refuses a controller on a target where it can do nothing, and narrows the target. */
export function requireTarget<K extends Target['kind']>(
  scope: Construct,
  target: Target,
  kind: K,
  what: string,
): Extract<Target, { kind: K }> {
  if (isTarget(target, kind)) return target;
  throw new MeshError({
    code: 'TM1703',
    where: scope.node.path,
    field: 'target',
    what: `${what} is for ${PLACE[kind]}, and the cluster runs on ${PLACE[target.kind]}`,
    value: target.kind,
    remedy: `Leave ${what} out, or put it below a Cluster on ${PLACE[kind]}.`,
  });
}

function isTarget<K extends Target['kind']>(target: Target, kind: K): target is Extract<Target, { kind: K }> {
  return target.kind === kind;
}
