/** Region and account of everything that is made up. */
const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';

/** Inputs or outputs of a resource. */
type Fields = Readonly<Record<string, unknown>>;

/** ARN by the type of a resource: the last `*` stands for its physical name, one before it for region and account. */
const ARNS: Readonly<Record<string, string>> = {
  'aws:acmpca/certificateAuthority:CertificateAuthority': 'acm-pca:*:certificate-authority/*',
  'aws:cognito/userPool:UserPool': 'cognito-idp:*:userpool/*',
  'aws:dynamodb/table:Table': 'dynamodb:*:table/*',
  'aws:ecr/repository:Repository': 'ecr:*:repository/*',
  'aws:eks/cluster:Cluster': 'eks:*:cluster/*',
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': 'iam::*:oidc-provider/*',
  'aws:iam/role:Role': 'iam::*:role/*',
  'aws:kms/key:Key': 'kms:*:key/*',
  'aws:s3/bucket:Bucket': 's3:::*',
  'aws:secretsmanager/secret:Secret': 'secretsmanager:*:secret:*',
  'aws:sqs/queue:Queue': 'sqs:*:*',
};

const ISSUER = `oidc.eks.${REGION}.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF`;

/** What only the provider knows of some types, beside ARN and id. */
const COMPUTED: Readonly<Record<string, (name: string, inputs: Fields) => Fields>> = {
  'aws:acmpca/certificate:Certificate': () => ({ certificate: 'certificate', certificateChain: 'chain' }),
  'aws:acmpca/certificateAuthority:CertificateAuthority': () => ({ certificateSigningRequest: 'request' }),
  'aws:cognito/userPool:UserPool': (name) => ({ endpoint: `cognito-idp.${REGION}.amazonaws.com/${name}-id` }),
  'aws:cognito/userPoolClient:UserPoolClient': () => ({ clientSecret: 'client-secret-of-the-mock' }),
  'aws:ec2/launchTemplate:LaunchTemplate': () => ({ latestVersion: 1 }),
  'aws:ecr/repository:Repository': (name) => ({
    repositoryUrl: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${name}`,
  }),
  'aws:eks/cluster:Cluster': (name, { vpcConfig }) => ({
    endpoint: `https://${name}.eks.${REGION}.amazonaws.com`,
    certificateAuthority: { data: 'Y2VydGlmaWNhdGU=' },
    identities: [{ oidcs: [{ issuer: `https://${ISSUER}` }] }],
    vpcConfig: { ...Object(vpcConfig), clusterSecurityGroupId: `sg-${name}` },
  }),
  'aws:kms/key:Key': (name) => ({ keyId: `${name}-id` }),
  'aws:sqs/queue:Queue': (name) => ({ url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}` }),
};

/**
 * Outputs of a resource of AWS as a provider would form them: its inputs, a name, an ARN of the right form, and what
 * programs read of some types. They are made up, and the same in each run.
 *
 * @param type - type token
 * @param name - name of the resource
 * @param inputs - its inputs
 */
export function awsOutputs(type: string, name: string, inputs: Fields): Record<string, unknown> {
  const physical = physicalName(type, name, inputs);
  const arn = ARNS[type];
  const place = arn?.startsWith('iam:') === true ? ACCOUNT : `${REGION}:${ACCOUNT}`;
  return {
    ...inputs,
    ...(type === 'aws:s3/bucket:Bucket' ? { bucket: physical } : { name: physical }),
    ...COMPUTED[type]?.(physical, inputs),
    arn: arn === undefined ? `arn:aws:mock:::${name}` : `arn:aws:${filled(arn, place, physical)}`,
  };
}

function physicalName(type: string, name: string, inputs: Fields): string {
  if (type === 'aws:iam/openIdConnectProvider:OpenIdConnectProvider') return ISSUER;
  const given = inputs['name'] ?? inputs['bucket'];
  return typeof given === 'string' ? given : name;
}

function filled(arn: string, place: string, name: string): string {
  const at = arn.lastIndexOf('*');
  return `${arn.slice(0, at).replace('*', place)}${name}`;
}
