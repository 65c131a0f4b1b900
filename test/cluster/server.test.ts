import { sharedClient } from './harness/shared-bench.js';
import { KUBERNETES_VERSION } from './harness/versions.js';

describe('the API server of the bench', () => {
  const client = sharedClient();
  afterAll(() => {
    client.close();
  });
  const rule = (spec: object) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'probe', namespace: 'default' },
    ...spec,
  });

  it('is the pinned version', async () => {
    const { body } = await client.get('/version');
    expect(body).toMatchObject({ gitVersion: `v${KUBERNETES_VERSION}` });
  });

  it('takes a right object without a warning', async () => {
    const answer = await client.apply(rule({ spec: { host: 'web' } }), { dryRun: true });
    expect(answer).toMatchObject({ ok: true, warnings: [] });
  });

  it('refuses a field in the wrong place', async () => {
    const answer = await client.apply(rule({ spec: { host: 'web', outlierDetection: {} } }), { dryRun: true });
    expect(answer.ok).toBe(false);
    expect(answer.message).toContain('.spec.outlierDetection: field not declared in schema');
  });

  it('refuses an account without rights', async () => {
    const answer = await client.apply(rule({ spec: { host: 'web' } }), { dryRun: true, as: { user: 'nobody' } });
    expect(answer.status).toBe(403);
  });
});
