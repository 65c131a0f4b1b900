import { MeshError } from '../../lib/model/index.js';

/** How pods come by credentials of AWS. */
export type AwsCredentials =
  /** From an agent on their node, at an address of its own. */
  | 'pod-identity'
  /** From STS, for a token of their service account. */
  | 'irsa';

/** A port behind which the proxy passes bytes on: nothing but the address tells its connections apart. */
export interface PlainPort {
  /** The port. */
  readonly port: number;
  /** What is spoken on it. */
  readonly protocol: 'TCP';
}

/** What the identity of a namespace needs outside the mesh, and nothing more. */
export interface AwsEgressNeeds {
  /** Region of the services. */
  readonly region: string;
  /** How its pods come by credentials. */
  readonly credentials: AwsCredentials;
  /**
   * Buckets of S3, by name: each is a host of its own.
   * @default - none
   */
  readonly buckets?: readonly string[];
  /**
   * Whether it uses tables of DynamoDB.
   * @default false
   */
  readonly dynamodb?: boolean;
  /**
   * Whether it asks models of Bedrock.
   * @default false
   */
  readonly bedrock?: boolean;
  /**
   * Account that SDKs put into the host of DynamoDB, as they do unless `AWS_ACCOUNT_ID_ENDPOINT_MODE` is `disabled`.
   * @default - the host without account alone
   */
  readonly accountId?: string;
  /**
   * Addresses of the endpoints by which STS and Bedrock are reached inside the VPC: its subnets.
   * @default - public addresses
   */
  readonly endpointCidrs?: readonly string[];
  /**
   * Which addresses pods have.
   * @default 'ipv4'
   */
  readonly ipFamily?: 'ipv4' | 'ipv6';
}

/** A host outside the mesh, as `egressTo` of a namespace takes it. */
export interface AwsEgress {
  /** The host. */
  readonly host: string;
  /** Its port. */
  readonly ports: readonly [443 | PlainPort];
  /** Name of the objects, and addresses where they are not public. */
  readonly props: AwsEgressProps;
}

/** How one opening is named, and where it leads. */
export interface AwsEgressProps {
  /** Name of the objects. */
  readonly name: string;
  /**
   * Blocks that the host's addresses are in.
   * @default - public addresses
   */
  readonly cidrs?: readonly string[];
}

/** What of a namespace is needed to open egress. */
export interface OpensEgress {
  /** Opens one host outside the mesh. */
  egressTo(host: string, ports: readonly (443 | PlainPort)[], props: AwsEgressProps): void;
}

/** Address of the agent of EKS Pod Identity on each node. */
const AGENT = { ipv4: '169.254.170.23/32', ipv6: 'fd00:ec2::23/128' } as const;

/**
 * Hosts that an identity needs. The agent speaks HTTP without a name that the mesh could know, so it is told apart by
 * its address, and the proxy passes its bytes on.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export function awsEgress(needs: AwsEgressNeeds): readonly AwsEgress[] {
  const { region, endpointCidrs: cidrs, buckets = [] } = needs;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const inside = (name: string): AwsEgress => ({
    host: `${name}.${region}.${suffix}`,
    ports: [443],
    props: { name, ...(cidrs === undefined ? {} : { cidrs }) },
  });
  // Gateway endpoints are routes: the addresses of these two stay public ones.
  const outside = (host: string, name: string): AwsEgress => ({ host, ports: [443], props: { name } });
  return [
    needs.credentials === 'pod-identity' ? agent(needs.ipFamily ?? 'ipv4') : inside('sts'),
    ...[...buckets].sort().map((bucket) => outside(`${checkedBucket(bucket)}.s3.${region}.${suffix}`, `s3-${bucket}`)),
    ...(needs.dynamodb === true ? [outside(`dynamodb.${region}.${suffix}`, 'dynamodb')] : []),
    ...(needs.dynamodb === true && needs.accountId !== undefined
      ? [outside(`${needs.accountId}.ddb.${region}.${suffix}`, 'dynamodb-account')]
      : []),
    ...(needs.bedrock === true ? [inside('bedrock-runtime')] : []),
  ];
}

/**
 * Opens the egress of a namespace for what its identity needs.
 *
 * @param namespace - the namespace, such as `tenant.namespace`
 * @param needs - what is needed; `egress` of TenantData says it for what that makes
 */
export function openAwsEgress(namespace: OpensEgress, needs: AwsEgressNeeds): void {
  for (const { host, ports, props } of awsEgress(needs)) namespace.egressTo(host, ports, props);
}

function agent(family: 'ipv4' | 'ipv6'): AwsEgress {
  return {
    host: 'pod-identity.eks.internal',
    ports: [{ port: 80, protocol: 'TCP' }],
    props: { name: 'pod-identity', cidrs: [AGENT[family]] },
  };
}

/** A dot in the name would make a host that the certificate of S3 does not cover. */
function checkedBucket(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) return name;
  throw new MeshError({
    code: 'TM1416',
    where: 'awsEgress',
    field: 'buckets',
    what: 'not a bucket that is reached by a host of its own: 3 to 63 lower case letters, digits and "-"',
    value: name,
    remedy: 'Write the name of the bucket, such as "example-tenant-a-documents".',
  });
}
