import type { Output, Resource } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import { partitionOf } from '../arn.js';
import type { AwsComponent } from '../component.js';
import { resourcePolicyText, type Statement } from '../policy/document.js';
import { aws, pulumi } from '../sdk.js';
import type { DataAccess, TenantBucket } from './data-props.js';

/** A tenant's part of S3. */
export interface BucketPlan {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly bucket: TenantBucket;
}

const READ = ['s3:GetObject'] as const;
const WRITE = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'] as const;

/** Makes the bucket where it is the tenant's own, and says what the tenant may do. */
export function addBucket(owner: AwsComponent, plan: BucketPlan): readonly Statement[] {
  const { bucket, id, tenant, region } = plan;
  const { access = 'read-write' } = bucket;
  switch (bucket.kind) {
    case 'own':
      return bucketStatements(makeBucket(owner, plan), id, access);
    case 'prefix': {
      const arn = pulumi.output(`arn:${partitionOf(region)}:s3:::${bucket.bucketName}`);
      return prefixStatements(arn, id, access, tenant);
    }
  }
}

function objectActions(access: DataAccess): readonly string[] {
  return access === 'read' ? READ : [...READ, ...WRITE].sort();
}

function bucketStatements(arn: Output<string>, id: string, access: DataAccess): readonly Statement[] {
  return [
    { sid: sidOf('List', id), actions: ['s3:ListBucket'], resources: [arn] },
    { sid: sidOf('Use', id), actions: objectActions(access), resources: [pulumi.interpolate`${arn}/*`] },
  ];
}

function prefixStatements(arn: Output<string>, id: string, access: DataAccess, tenant: string): readonly Statement[] {
  return [
    {
      sid: sidOf('List', id),
      actions: ['s3:ListBucket'],
      resources: [arn],
      conditions: { StringLike: { 's3:prefix': [`${tenant}/*`] } },
    },
    { sid: sidOf('Use', id), actions: objectActions(access), resources: [pulumi.interpolate`${arn}/${tenant}/*`] },
  ];
}

/** Id of a statement from a name, which has letters and digits only. */
export function sidOf(verb: string, id: string): string {
  return `${verb}${id.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_all, first: string) => first.toUpperCase())}`;
}

/** A bucket that nobody outside the account reaches, in versions, so that an overwritten object is not lost. */
function makeBucket(owner: AwsComponent, plan: BucketPlan): Output<string> {
  const s3 = aws('s3');
  const { bucketName } = plan.bucket;
  checkName(owner.where, plan);
  const id = `bucket-${plan.id}`;
  const name = owner.child(id);
  const made = new s3.Bucket(name, { bucket: bucketName, tags: owner.tagged(id) }, owner.kept());
  const { bucket } = made;
  const closed = new s3.BucketPublicAccessBlock(
    name,
    { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    owner.below(),
  );
  new s3.BucketOwnershipControls(name, { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } }, owner.below());
  new s3.BucketVersioning(name, { bucket, versioningConfiguration: { status: 'Enabled' } }, owner.below());
  new s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    owner.below(),
  );
  demandTls(owner, name, made.arn, bucket, closed);
  return made.arn;
}

/** S3 refuses two changes of the policy of a bucket at a time, so this waits for the other one. */
function demandTls(
  owner: AwsComponent,
  name: string,
  arn: Output<string>,
  bucket: Output<string>,
  after: Resource,
): void {
  const policy = resourcePolicyText([
    {
      sid: 'TlsOnly',
      effect: 'Deny',
      principal: '*',
      actions: ['s3:*'],
      resources: [arn, pulumi.interpolate`${arn}/*`],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
  new (aws('s3').BucketPolicy)(name, { bucket, policy }, owner.below({ dependsOn: [after] }));
}

function checkName(where: string, { id, tenant, bucket: { bucketName } }: BucketPlan): void {
  const parts = bucketName.split('-');
  const own = parts.some((_part, at) => parts.slice(at, at + tenant.split('-').length).join('-') === tenant);
  if (own && /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucketName)) return;
  throw new MeshError({
    code: 'TM7110',
    where,
    field: `buckets.${id}.bucketName`,
    what: own
      ? 'a bucket is named by 3 to 63 lower case letters, digits and "-"'
      : `the name of the bucket does not hold that of ${tenant}, so its owner could not be told`,
    value: bucketName,
    remedy: `Write for instance "example-${tenant}-documents".`,
  });
}
