import type * as AcmPca from '@pulumi/aws/acmpca/index.js';
import type * as CloudWatch from '@pulumi/aws/cloudwatch/index.js';
import type * as Cognito from '@pulumi/aws/cognito/index.js';
import type * as DynamoDb from '@pulumi/aws/dynamodb/index.js';
import type * as Ec2 from '@pulumi/aws/ec2/index.js';
import type * as Ecr from '@pulumi/aws/ecr/index.js';
import type * as Eks from '@pulumi/aws/eks/index.js';
import type * as Iam from '@pulumi/aws/iam/index.js';
import type * as Kms from '@pulumi/aws/kms/index.js';
import type * as S3 from '@pulumi/aws/s3/index.js';
import type * as SecretsManager from '@pulumi/aws/secretsmanager/index.js';
import type * as Sqs from '@pulumi/aws/sqs/index.js';
import type * as Vpc from '@pulumi/aws/vpc/index.js';
import type * as Pulumi from '@pulumi/pulumi';
import { loadPeer, type PeerDoor } from '../pulumi/peer.js';

/** Services of AWS that the components use, by the name of their folder in the SDK. */
interface Services {
  readonly acmpca: typeof AcmPca;
  readonly cloudwatch: typeof CloudWatch;
  readonly cognito: typeof Cognito;
  readonly dynamodb: typeof DynamoDb;
  readonly ec2: typeof Ec2;
  readonly ecr: typeof Ecr;
  readonly eks: typeof Eks;
  readonly iam: typeof Iam;
  readonly kms: typeof Kms;
  readonly s3: typeof S3;
  readonly secretsmanager: typeof SecretsManager;
  readonly sqs: typeof Sqs;
  readonly vpc: typeof Vpc;
}

const DOOR: PeerDoor = { door: 'tenant-mesh/pulumi/eks', packages: '@pulumi/pulumi @pulumi/kubernetes @pulumi/aws' };

/** Pulumi's own package. It is asked for here, so that its absence is said with all that this door needs. */
export const pulumi = loadPeer('@pulumi/pulumi', DOOR) as typeof Pulumi;

/**
 * The folder of one service, loaded with its first use. The index of the whole SDK loads hundreds of modules more, and a
 * program without EKS must not load any.
 */
export function aws<S extends keyof Services>(service: S): Services[S] {
  return loadPeer(`@pulumi/aws/${service}/index.js`, DOOR) as Services[S];
}
