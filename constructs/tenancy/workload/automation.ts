import type { Construct } from 'constructs';
import { addUnitImage, contribute } from '../../../lib/model/index.js';
import type { ParsedContainer } from './parse.js';

/** Namespace of every ImagePolicy: an automation reads those of its own namespace alone. */
const POLICY_NAMESPACE = 'flux-system';

/** Registers the images that Flux bumps, with the unit and with the Platform. */
export function automateImages(
  scope: Construct,
  tenant: string,
  workload: string,
  containers: readonly ParsedContainer[],
): void {
  for (const { name, image, tag, props } of containers) {
    if (props.automation === undefined) continue;
    const policy = name === workload ? `${tenant}-${workload}` : `${tenant}-${workload}-${name}`;
    addUnitImage(scope, { name: image, newTag: tag, policy: { namespace: POLICY_NAMESPACE, name: policy } });
    contribute(scope, { kind: 'image-policy', tenant, policy, image, range: props.automation.range });
  }
}
