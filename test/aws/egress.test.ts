import { MeshApp, type Tenant } from 'tenant-mesh';
import { awsEgress, openAwsEgress, type AwsEgressNeeds } from 'tenant-mesh/eks';
import { access, answerText } from 'tenant-mesh/access';
import { addMatchers } from 'tenant-mesh/testing';
import { questionOf, type Call } from '../../lib/testing/question.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { Reference } from '../stacks/reference.js';
import { wayOut, type End, type Way } from '../stacks/network.js';
import { makeSmall, makeTenant, record, REGION } from './programs.js';

addMatchers(expect);
jest.setTimeout(120_000);

const API: End = { namespace: 'tenant-a', labels: { 'tenant-mesh.io/workload': 'rag-api' } };
const STS = `host:sts.${REGION}.amazonaws.com:443`;
const BUCKET = `host:example-tenant-a-documents.s3.${REGION}.amazonaws.com:443`;
const DYNAMODB = `host:dynamodb.${REGION}.amazonaws.com:443`;
const BEDROCK = `host:bedrock-runtime.${REGION}.amazonaws.com:443`;
const AGENT = 'host:pod-identity.eks.internal:80';

/** The reference platform on EKS, with the egress of one tenant opened for its identity. */
function platform(needs?: AwsEgressNeeds): Reference {
  const app = new MeshApp();
  const { cluster } = addEksProd(app);
  const tenant = cluster.node.findChild('tenant-a') as Tenant;
  if (needs !== undefined) openAwsEgress(tenant.namespace, needs);
  const [set] = app.manifests();
  if (set === undefined) throw new Error('The program has no cluster.');
  return new Reference(set);
}

describe('egress of an identity', () => {
  const common: AwsEgressNeeds = {
    region: REGION,
    credentials: 'irsa',
    buckets: ['example-tenant-a-documents'],
    dynamodb: true,
    bedrock: true,
  };
  const whole: AwsEgressNeeds = { ...common, endpointCidrs: ['10.0.64.0/18', '10.0.128.0/18', '10.0.192.0/18'] };
  /** Nobody knows the addresses of a name, so what mesh and network let through depends on them. */
  const outcome = ({ set }: Reference, asked: Call): string => access(set).ask(questionOf(asked)).outcome;
  const call = (to: string, from = 'tenant-a/rag-api'): Call => ({ from, to });
  const inside = { address: '10.0.64.7' };
  const out = (reference: Reference, to: End, port: number, from = API): Way => wayOut(reference, from, to, port);

  let opened: Reference;

  beforeAll(() => {
    opened = platform(common);
  });

  it('is closed for a tenant without one', () => {
    const { set } = platform();
    for (const host of [STS, BUCKET, DYNAMODB, BEDROCK, AGENT]) expect(set).toDeny(call(host));
  });

  it('opens what IRSA and its data need, for this tenant alone', () => {
    for (const host of [STS, BUCKET, DYNAMODB, BEDROCK]) {
      expect(outcome(opened, call(host))).toBe('depends');
      expect(opened.set).toDeny(call(host, 'tenant-b/rag-api'));
    }
    expect(opened.set).toDeny(call(AGENT));
    expect(opened.set).toDeny(call(`host:ec2.${REGION}.amazonaws.com:443`));
    expect(opened.set).toDeny(call(`host:example-tenant-b-documents.s3.${REGION}.amazonaws.com:443`));
  });

  it('reaches endpoints inside the VPC on 443 and nothing else there', () => {
    const within = platform(whole);
    expect(out(within, inside, 443)).toBe('open');
    expect(out(within, inside, 8443)).toBe('closed');
    expect(out(opened, inside, 443)).toBe('closed');
    expect(out(opened, { address: '52.94.5.1' }, 443)).toBe('open');
  });

  it('opens the agent of Pod Identity by its address, and not STS', () => {
    const reference = platform({ region: REGION, credentials: 'pod-identity' });
    // The address is that of the node's agent, which no host name leads to: mesh and network are asked apart.
    const inScope = 'ok egress-scope: pod-identity.eks.internal is in the caller';
    expect(answerText(access(reference.set).ask(questionOf(call(AGENT))))).toContain(inScope);
    expect(answerText(access(reference.set).ask(questionOf(call(AGENT, 'tenant-b/rag-api'))))).not.toContain(inScope);
    expect(reference.set).toDeny(call(STS));
    const entry = reference.one('ServiceEntry.networking.istio.io', 'tenant-a', 'pod-identity');
    expect(entry['spec']).toMatchObject({ addresses: ['169.254.170.23/32'], resolution: 'NONE', exportTo: ['.'] });
    expect(out(reference, { address: '169.254.170.23' }, 80)).toBe('open');
    expect(out(reference, { address: '169.254.169.254' }, 80)).toBe('closed');
  });

  it('knows the address of the agent where pods have IPv6', () => {
    const [agent] = awsEgress({ region: REGION, credentials: 'pod-identity', ipFamily: 'ipv6' });
    expect(agent).toEqual({
      host: 'pod-identity.eks.internal',
      ports: [{ port: 80, protocol: 'TCP' }],
      props: { name: 'pod-identity', cidrs: ['fd00:ec2::23/128'] },
    });
  });

  it('names the hosts that SDKs choose', () => {
    const hosts = (needs: AwsEgressNeeds) => awsEgress(needs).map(({ host }) => host);
    expect(hosts({ region: REGION, credentials: 'irsa', dynamodb: true, accountId: '123456789012' })).toEqual([
      `sts.${REGION}.amazonaws.com`,
      `dynamodb.${REGION}.amazonaws.com`,
      `123456789012.ddb.${REGION}.amazonaws.com`,
    ]);
    expect(hosts({ region: 'cn-north-1', credentials: 'irsa' })).toEqual(['sts.cn-north-1.amazonaws.com.cn']);
  });

  it('refuses a bucket that has no host of its own', () => {
    expect(() => awsEgress({ region: REGION, credentials: 'irsa', buckets: ['a.b'] })).toThrow(
      'TM1416 at awsEgress: buckets: not a bucket that is reached by a host of its own: 3 to 63 lower case letters, digits and "-" (got "a.b"). Write the name of the bucket, such as "example-tenant-a-documents".',
    );
  });

  it('follows from the data of a tenant', async () => {
    let needs: readonly AwsEgressNeeds[] = [];
    await record(() => {
      const cluster = makeSmall();
      needs = [
        makeTenant('tenant-a', cluster, { kind: 'pod-identity' }).data.egress,
        makeTenant('tenant-b', cluster, { kind: 'irsa' }).data.egress,
      ];
    });
    const both = { region: REGION, dynamodb: true, bedrock: true };
    expect(needs).toEqual([
      { ...both, credentials: 'pod-identity', buckets: ['example-shared-models', 'example-tenant-a-documents'] },
      { ...both, credentials: 'irsa', buckets: ['example-shared-models', 'example-tenant-b-documents'] },
    ]);
  });
});
