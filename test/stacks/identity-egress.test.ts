import { MeshApp } from 'tenant-mesh';
import { access } from 'tenant-mesh/access';
import { EKS_REGION, addEksProd, documentsBucket } from '../../stacks/eks-prod.js';

const app = new MeshApp();
addEksProd(app, { data: 'documents' });
const [eks] = app.manifests();
if (eks === undefined) throw new Error('The program has no cluster.');
const ANSWERS = access(eks);

/** Host of a tenant's bucket. */
const bucketOf = (tenant: string): string => `${documentsBucket(tenant)}.s3.${EKS_REGION}.amazonaws.com`;

function outcome(tenant: string, end: string): string {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(end) ?? [];
  return ANSWERS.ask({
    from: { kind: 'workload', namespace: tenant, name: 'rag-api' },
    to: { kind: 'host', host, port: Number(port) },
  }).outcome;
}

describe.each(['tenant-a', 'tenant-b'])('what the pods of %s reach of AWS', (tenant) => {
  const other = tenant === 'tenant-a' ? 'tenant-b' : 'tenant-a';

  it('is the agent of their identity, by address and by name', () => {
    expect(outcome(tenant, '169.254.170.23:80')).toBe('allow');
    expect(outcome(tenant, 'pod-identity.eks.internal:80')).toBe('allow');
  });

  it('is their own bucket, as far as its address is public', () => {
    const answer = ANSWERS.ask({
      from: { kind: 'workload', namespace: tenant, name: 'rag-api' },
      to: { kind: 'host', host: bucketOf(tenant) },
    });
    expect([answer.outcome, answer.dependsOn]).toEqual(['depends', [`the address of ${bucketOf(tenant)}`]]);
  });

  it.each([
    ['another port of the agent', '169.254.170.23:443'],
    ['the metadata service of the node', '169.254.169.254:80'],
    ['the neighbour of the agent', '169.254.170.24:80'],
    ['another service of AWS', 'dynamodb.eu-central-1.amazonaws.com:443'],
    ['any other host', 'example.com:443'],
  ])('is not %s', (_, end) => {
    expect(outcome(tenant, end)).toBe('deny');
  });

  it('is not the bucket of another tenant', () => {
    expect(outcome(tenant, `${bucketOf(other)}:443`)).toBe('deny');
  });
});
