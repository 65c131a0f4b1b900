import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { EksCluster, EksNetwork, TenantLogin } from 'tenant-mesh/pulumi/eks';
import { awsOutputs, recordPulumi, type RecordedResource, type Recording } from 'tenant-mesh/testing/pulumi';
import { ROOT } from '../house/sources.js';
import {
  AUTO,
  CLUSTER,
  KARPENTER,
  makeCluster,
  makeEverything,
  makeExisting,
  makeNetwork,
  makeSmall,
  makeTenant,
  MANAGED,
  record,
  REGION,
} from './programs.js';

const load = createRequire(__filename) as (file: string) => unknown;

/** Tokens of the classes of the installed SDK, as their sources say them. */
function sdkTokens(service: string): ReadonlySet<unknown> {
  const folder = join(ROOT, 'node_modules/@pulumi/aws', service);
  const modules = readdirSync(folder).filter(
    (file) => file.endsWith('.js') && !file.startsWith('get') && file !== 'index.js',
  );
  return new Set(modules.map((file) => tokenIn(load(join(folder, file)))));
}

function tokenIn(module: unknown): unknown {
  const classes = Object.values(Object(module) as object).filter((value) => typeof value === 'function');
  return classes.map((each) => Reflect.get(each, '__pulumiType') as unknown).find((token) => token !== undefined);
}

const EKS_CLUSTER = 'aws:eks/cluster:Cluster';
const PLAIN = {
  version: '1.35',
  endpoint: { kind: 'private' },
  access: {},
  bootstrapClusterCreatorAdminPermissions: true,
} as const;
const NODE_GROUP = 'aws:eks/nodeGroup:NodeGroup';

// Each recording waits for a hundred registrations.
jest.setTimeout(120_000);

describe('components of AWS', () => {
  let whole: Recording;
  let karpenter: Recording;

  beforeAll(async () => {
    whole = await record(() => makeEverything());
    karpenter = await record(() => makeCluster({ compute: KARPENTER }));
  });

  it('use types that the SDK has', async () => {
    const existing = await record(makeExisting);
    const types = [...whole.resources, ...karpenter.resources, ...existing.resources].map(({ type }) => type);
    const used = [...new Set(types.filter((type) => type.startsWith('aws:')))];
    const known = new Set(
      [...new Set(used.map((type) => type.split(/[:/]/)[1] ?? ''))].flatMap((service) => [...sdkTokens(service)]),
    );
    expect(used.length).toBeGreaterThan(40);
    expect(used.filter((type) => !known.has(type))).toEqual([]);
    expect(known.has('aws:eks/cluster:Clusters')).toBe(false);
  });

  it('name everything by the component, and put it below it', () => {
    const strangers = whole.resources.filter(({ custom, name, parent }) => {
      const above = whole.byReference(parent ?? '');
      return custom && !(above?.custom === false && name.startsWith(`${above.name}-`));
    });
    expect(strangers).toEqual([]);
  });

  it('protect what cannot be made good, and nothing else', () => {
    const kept = whole.resources.filter(({ protect }) => protect).map(({ type }) => type.split(':').at(-1));
    expect([...new Set(kept)].sort()).toEqual([
      'Bucket',
      'Certificate',
      'CertificateAuthority',
      'Cluster',
      'Key',
      'Repository',
      'Secret',
      'Table',
      'UserPool',
    ]);
  });

  it('protect nothing where a stack is thrown away', async () => {
    const recording = await record(() => {
      makeSmall({ protect: 'nothing' });
      new TenantLogin('t', { region: REGION, hosts: ['t.example.com'], domain: 't-example', protect: 'nothing' });
    });
    expect(recording.resources.filter(({ protect }) => protect)).toEqual([]);
    expect(recording.get('prod-cluster', EKS_CLUSTER).inputs).toMatchObject({ deletionProtection: false });
    expect(recording.get('t-users').inputs).toMatchObject({ deletionProtection: 'INACTIVE' });
  });

  it('tag everything that can bear tags', async () => {
    const tags = { team: 'platform' };
    const recording = await record(() =>
      makeCluster({
        compute: KARPENTER,
        tags,
        network: new EksNetwork('prod', { kind: 'new', region: REGION, clusterName: CLUSTER, tags }),
      }),
    );
    const bare = recording.resources.filter(
      ({ custom, inputs }) => custom && Reflect.get(Object(inputs['tags']) as object, 'team') !== 'platform',
    );
    const types = [...new Set(bare.map(({ type }) => type.split(':').at(-1)))].sort();
    expect(types).toEqual([
      'AccessPolicyAssociation',
      'Alias',
      'EventTarget',
      'QueuePolicy',
      'RolePolicy',
      'RolePolicyAttachment',
      'Route',
      'RouteTableAssociation',
      'Tag',
    ]);
  });

  it('bring network add-ons before nodes, and what runs on nodes after', () => {
    const group = karpenter.before('prod-nodes-system', NODE_GROUP);
    expect(group).toEqual(
      expect.arrayContaining([
        'prod-vpc-cni',
        'prod-kube-proxy',
        'prod-eks-pod-identity-agent',
        'prod-cluster',
        'prod-nat-a',
      ]),
    );
    expect(group).not.toContain('prod-coredns');
    expect(karpenter.before('prod-coredns', 'aws:eks/addon:Addon')).toContain('prod-nodes-system');
  });

  it('wait for the rights of a role before it is used', () => {
    expect(whole.before('prod-cluster', EKS_CLUSTER)).toEqual(
      expect.arrayContaining(['prod-cluster-AmazonEKSClusterPolicy', 'prod-logs']),
    );
  });

  it('give instances tokens that no pod can fetch', () => {
    expect(
      karpenter.get('prod-nodes-system', 'aws:ec2/launchTemplate:LaunchTemplate').inputs['metadataOptions'],
    ).toEqual({
      httpEndpoint: 'enabled',
      httpPutResponseHopLimit: 1,
      httpTokens: 'required',
    });
  });

  it('say at which addresses pods reach the API server', async () => {
    const seen: (readonly string[])[] = [];
    await record(() => {
      const network = makeNetwork();
      seen.push(new EksCluster('a', { ...PLAIN, network, compute: MANAGED }).apiServerCidrs);
      seen.push(new EksCluster('b', { ...PLAIN, network, compute: AUTO }).apiServerCidrs);
      seen.push(makeSmall().apiServerCidrs);
    });
    expect(seen).toEqual([
      ['10.0.0.0/28', '10.0.0.16/28', '10.0.0.32/28', '172.20.0.1/32'],
      ['10.0.64.0/18', '10.0.128.0/18', '10.0.192.0/18', '172.20.0.1/32'],
      [],
    ]);
  });

  it('write a kubeconfig without a secret', async () => {
    let text = '';
    await record(() => makeSmall().kubeconfig.apply((value) => (text = value)));
    expect(JSON.parse(text)).toMatchObject({
      clusters: [{ name: CLUSTER, cluster: { server: `https://${CLUSTER}.eks.${REGION}.amazonaws.com` } }],
      users: [
        { user: { exec: { command: 'aws', args: expect.arrayContaining(['get-token', CLUSTER, REGION]) as unknown } } },
      ],
    });
  });

  it('keep one NAT gateway where that is asked for', async () => {
    const recording = await record(
      () => new EksNetwork('one', { kind: 'new', region: REGION, clusterName: CLUSTER, natGateways: 'single' }),
    );
    expect(recording.ofType('aws:ec2/natGateway:NatGateway').map(({ name }) => name)).toEqual(['one-nat-a']);
    const ways = ['a', 'b', 'c'].map((zone) => recording.get(`one-private-${zone}-internet`).inputs['natGatewayId']);
    expect(new Set(ways)).toEqual(new Set(['one-nat-a-id']));
  });

  it('run in preview, where ids are unknown', async () => {
    const program = (): unknown => makeTenant('tenant-b', makeSmall(), { kind: 'irsa' });
    const names = ({ resources }: Recording): readonly string[] => resources.map(({ type, name }) => `${type} ${name}`);
    expect(names(await record(program, true))).toEqual(names(await record(program)));
  });
});

describe('secrets of a sign-in', () => {
  const secretOf = ({ inputs }: RecordedResource): unknown => inputs['secretString'];

  it('go to Secrets Manager as secrets, and are the same in each run', async () => {
    const recording = await record(() => makeTenant('tenant-a', makeSmall(), { kind: 'pod-identity' }));
    const secret = 'client-secret-of-the-mock';
    const cookie = createHmac('sha256', secret).update('oauth2-proxy cookie').digest('base64url');
    expect(Buffer.from(cookie, 'base64url')).toHaveLength(32);
    const data = { 'client-id': 'tenant-a-client-id', 'client-secret': secret, 'cookie-secret': cookie };
    const version = recording.get('tenant-a-secret', 'aws:secretsmanager/secretVersion:SecretVersion');
    const { secret: sent } = Object(secretOf(version)) as { readonly secret: string };
    expect(JSON.parse(sent)).toEqual(data);
    const elsewhere = JSON.stringify(recording.resources.filter((one) => one !== version));
    expect(elsewhere).not.toContain(secret);
    expect(elsewhere).not.toContain(cookie);
  });

  it('are secrets of Pulumi for whoever takes them', async () => {
    const { isSecret } = await import('@pulumi/pulumi');
    let secrets: readonly boolean[] = [];
    await recordPulumi(
      async () => {
        const { secret } = new TenantLogin('tenant-a', {
          region: REGION,
          hosts: ['a.example.com'],
          domain: 'a-example',
        });
        secrets = await Promise.all(Object.values(secret).map((value) => isSecret(value)));
      },
      { outputs: awsOutputs },
    );
    expect(secrets).toEqual([true, true, true]);
  });
});
