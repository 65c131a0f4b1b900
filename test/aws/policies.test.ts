import type { Recording } from 'tenant-mesh/testing/pulumi';
import { actionsOf, policiesOf, type RecordedPolicy } from './policies.js';
import { AUTO, KARPENTER, MANAGED, makeEverything, makeExisting, record } from './programs.js';

const TENANTS = ['tenant-a', 'tenant-b'] as const;

/** Actions that AWS allows on no resource by name, each a look or a list; nothing else may stand on everything. */
const ON_EVERYTHING = [
  /^acm:ListCertificates$/,
  /^ec2:Describe[A-Za-z]+$/,
  /^elasticloadbalancing:Describe[A-Za-z]+$/,
  /^pricing:GetProducts$/,
  /^route53:ListHostedZones(ByName)?$/,
];

// Each recording waits for a hundred registrations.
jest.setTimeout(120_000);

describe('policies', () => {
  let policies: readonly RecordedPolicy[];
  const ofKind = (kind: RecordedPolicy['kind']): readonly RecordedPolicy[] =>
    policies.filter((one) => one.kind === kind);

  beforeAll(async () => {
    const recordings: Recording[] = [];
    for (const compute of [MANAGED, KARPENTER, AUTO]) recordings.push(await record(() => makeEverything(compute)));
    recordings.push(await record(makeExisting));
    policies = recordings.flatMap(policiesOf);
  });

  it('are found on every holder', () => {
    const names = [...new Set(ofKind('identity').map(({ name }) => name))].sort();
    expect(names).toEqual([
      'below-issuer',
      'hard-issuer',
      'mesh-issuer',
      'old-load-balancers',
      'prod-cert-manager',
      'prod-external-dns',
      'prod-karpenter',
      'prod-load-balancers',
      'tenant-a-bedrock',
      'tenant-a-dynamodb',
      'tenant-a-s3',
      'tenant-b-bedrock',
      'tenant-b-dynamodb',
      'tenant-b-s3',
    ]);
    expect(ofKind('trust').length).toBeGreaterThan(30);
    expect([...new Set(ofKind('resource').map(({ name }) => name))].sort()).toEqual([
      'prod-interruptions',
      'tenant-a-bucket-documents',
      'tenant-a-images-rag-api',
      'tenant-b-bucket-documents',
      'tenant-b-images-rag-api',
    ]);
  });

  it('allow no action by a wildcard', () => {
    const wild = policies.flatMap((policy) => actionsOf(policy, 'Allow').filter(({ action }) => action.includes('*')));
    expect(wild).toEqual([]);
  });

  it('allow on everything only looks that AWS ties to no resource', () => {
    const wide = ofKind('identity')
      .flatMap((policy) => actionsOf(policy, 'Allow'))
      .filter(({ resource, action }) => resource === '*' && !ON_EVERYTHING.some((known) => known.test(action)));
    expect(wide).toEqual([]);
  });

  it("name in a tenant's policies only that tenant, and nothing of the cluster", () => {
    for (const tenant of TENANTS) {
      const own = policies.filter(({ name }) => name.startsWith(`${tenant}-`));
      const other = TENANTS.find((one) => one !== tenant) ?? '';
      expect(own.length).toBeGreaterThan(4);
      expect(JSON.stringify(own)).not.toContain(other);
      const resources = own.flatMap((policy) => actionsOf(policy, 'Allow')).map(({ resource }) => resource);
      const shared = resources.filter((arn) => arn !== undefined && !arn.includes(tenant));
      // Models belong to nobody; the table and the bucket that tenants share are narrowed by the conditions below.
      expect([...new Set(shared)].sort()).toEqual([
        'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0',
        'arn:aws:bedrock:eu-central-1::foundation-model/amazon.titan-embed-text-v2:0',
        'arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0',
        'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0',
        'arn:aws:dynamodb:eu-central-1:123456789012:table/chat-history',
        'arn:aws:s3:::example-shared-models',
      ]);
    }
  });

  it('narrow what tenants share to their own keys', () => {
    const statements = (name: string) => policies.find((one) => one.name === name)?.statements ?? [];
    const table = statements('tenant-b-dynamodb').find(({ Sid }) => Sid === 'UseHistory');
    expect(table?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['tenant-b', 'tenant-b#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    expect(table?.Action).not.toContain('dynamodb:Scan');
    const list = statements('tenant-b-s3').find(({ Sid }) => Sid === 'ListShared');
    expect(list?.Condition).toEqual({ StringLike: { 's3:prefix': ['tenant-b/*'] } });
    const use = statements('tenant-b-s3').find(({ Sid }) => Sid === 'UseShared');
    expect(use).toMatchObject({
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::example-shared-models/tenant-b/*'],
    });
  });

  it('ask with Pod Identity for the session tags of the tenant, in trust and in every statement', () => {
    const tags = (key: string) => ({
      [`aws:${key}/eks-cluster-arn`]: 'arn:aws:eks:eu-central-1:123456789012:cluster/eks-prod',
      [`aws:${key}/kubernetes-namespace`]: 'tenant-a',
    });
    const own = ofKind('identity').filter(({ name }) => name.startsWith('tenant-a-'));
    const missing = own
      .flatMap(({ statements }) => statements)
      .filter(({ Condition }) =>
        Object.entries(tags('PrincipalTag')).some(([key, value]) => Condition?.['StringEquals']?.[key] !== value),
      );
    expect(missing).toEqual([]);
    const trust = policies.find(({ name, kind }) => kind === 'trust' && name === 'tenant-a-pods');
    expect(trust?.statements[0]).toMatchObject({
      Principal: { Service: 'pods.eks.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Condition: {
        StringEquals: {
          ...tags('RequestTag'),
          'aws:SourceAccount': '123456789012',
          'aws:RequestTag/kubernetes-service-account': ['rag-api'],
        },
      },
    });
  });

  it('trust with IRSA one service account of the issuer of the cluster', () => {
    const issuer = 'oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
    const trust = policies.find(({ name, kind }) => kind === 'trust' && name === 'tenant-b-pods');
    expect(trust?.statements).toEqual([
      {
        Sid: 'WebIdentity',
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: ['system:serviceaccount:tenant-b:rag-api'],
          },
        },
      },
    ]);
  });

  it('let controllers change only what bears the tag of their cluster', () => {
    const rights = ofKind('identity').find(({ name }) => name === 'prod-load-balancers')?.statements ?? [];
    const changing = rights.filter(({ Action }) =>
      Action.some((action) => /:(Create|Delete|Modify|Set|Add|Remove)/.test(action)),
    );
    const untagged = changing.filter(
      ({ Condition }) => !JSON.stringify(Condition ?? {}).includes('elbv2.k8s.aws/cluster'),
    );
    expect(untagged.map(({ Sid }) => Sid)).toEqual(['LinkServiceRole', 'MakeGroups']);
  });

  it('sign for a short-lived CA no CA, and for others nothing but intermediates', () => {
    const templates = (name: string) =>
      ofKind('identity').find((one) => one.name === name)?.statements[0]?.Condition?.['ArnEquals'];
    const template = 'arn:aws:acm-pca:::template';
    expect(templates('hard-issuer')).toEqual({
      'acm-pca:TemplateArn': [
        `${template}/BlankEndEntityCertificate_APICSRPassthrough/V1`,
        `${template}/EndEntityCertificate/V1`,
      ],
    });
    const ca = { 'acm-pca:TemplateArn': [`${template}/SubordinateCACertificate_PathLen0/V1`] };
    expect(templates('mesh-issuer')).toEqual(ca);
    expect(templates('below-issuer')).toEqual(ca);
  });
});
