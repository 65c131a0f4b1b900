import type { Output } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import { accountOf, partitionOf } from '../arn.js';
import type { Statement } from '../policy/document.js';
import type { TenantModel } from './data-props.js';

const ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'] as const;

/** Where models are asked. */
export interface ModelPlace {
  /** Name of the component, for refusals. */
  readonly where: string;
  /** Region of the cluster. */
  readonly region: string;
  /** ARN of the cluster, for its account. */
  readonly clusterArn: Output<string>;
}

/**
 * The right to ask models. A model behind a profile is allowed by way of that profile alone.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export function modelStatements(models: readonly TenantModel[], place: ModelPlace): readonly Statement[] {
  for (const model of models) checkModel(place.where, model);
  const direct = models.flatMap((model) => (model.kind === 'foundation-model' ? [model.modelId] : []));
  const profiles = models.flatMap((model) => (model.kind === 'inference-profile' ? [model] : []));
  return [
    ...(direct.length === 0
      ? []
      : [{ sid: 'AskModels', actions: ACTIONS, resources: direct.map((id) => modelArn(place.region, id)) }]),
    ...profiles.flatMap((profile, at) => profileStatements(profile, at + 1, place)),
  ];
}

function profileStatements(
  { profileId, regions }: Extract<TenantModel, { kind: 'inference-profile' }>,
  number: number,
  { region, clusterArn }: ModelPlace,
): readonly Statement[] {
  const profile = accountOf(clusterArn).apply(
    (account) => `arn:${partitionOf(region)}:bedrock:${region}:${account}:inference-profile/${profileId}`,
  );
  const modelId = profileId.slice(profileId.indexOf('.') + 1);
  return [
    { sid: `AskProfile${number}`, actions: ACTIONS, resources: [profile] },
    {
      sid: `AskModelOfProfile${number}`,
      actions: ACTIONS,
      resources: regions.map((each) => modelArn(each, modelId)),
      conditions: { ArnEquals: { 'bedrock:InferenceProfileArn': profile } },
    },
  ];
}

function modelArn(region: string, modelId: string): string {
  return `arn:${partitionOf(region)}:bedrock:${region}::foundation-model/${modelId}`;
}

function checkModel(where: string, model: TenantModel): void {
  const id = model.kind === 'foundation-model' ? model.modelId : model.profileId;
  const form = model.kind === 'foundation-model' ? /^[a-z0-9-]+\.[a-z0-9.:-]+$/ : /^[a-z]+\.[a-z0-9-]+\.[a-z0-9.:-]+$/;
  const somewhere = model.kind === 'foundation-model' || model.regions.length > 0;
  if (form.test(id) && somewhere) return;
  throw new MeshError({
    code: 'TM7110',
    where,
    field: 'models',
    what: somewhere
      ? 'a model is named in full: a wildcard would open every model that the account may ask'
      : 'a profile without regions reaches no model',
    value: somewhere ? id : model,
    remedy: 'Write for instance "amazon.titan-embed-text-v2:0", and with a profile the regions that it may ask.',
  });
}
