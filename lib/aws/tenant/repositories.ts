import type { AwsComponent } from '../component.js';
import { resourcePolicyText } from '../policy/document.js';
import { aws } from '../sdk.js';
import type { TenantRepository } from './data-props.js';

const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
] as const;

/** Makes a repository whose tags never move: what was tested is what runs. */
export function addRepository(
  owner: AwsComponent,
  tenant: string,
  name: string,
  { pushRoleArns = [], keepImages = 50 }: TenantRepository,
): void {
  const ecr = aws('ecr');
  const id = `images-${name}`;
  const inputs = {
    name: `${tenant}/${name}`,
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: 'AES256' }],
    tags: owner.tagged(id),
  };
  const { name: repository } = new ecr.Repository(owner.child(id), inputs, owner.kept());
  const policy = lifecycle(keepImages);
  new ecr.LifecyclePolicy(owner.child(id), { repository, policy }, owner.below());
  if (pushRoleArns.length === 0) return;
  const rights = resourcePolicyText([{ sid: 'Push', principal: { AWS: pushRoleArns }, actions: PUSH }]);
  new ecr.RepositoryPolicy(owner.child(id), { repository, policy: rights }, owner.below());
}

function lifecycle(keepImages: number): string {
  const rule = {
    rulePriority: 1,
    description: `The last ${keepImages} images are kept`,
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keepImages },
    action: { type: 'expire' },
  };
  return JSON.stringify({ rules: [rule] });
}
