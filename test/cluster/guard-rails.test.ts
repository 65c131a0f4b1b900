import { KEYS, type JsonObject, type KubeObject } from '../../lib/model/index.js';
import { ADMISSION_CASES } from '../fixtures/admission/index.js';
import { EVERYTHING, rights, serviceAccount } from './harness/accounts.js';
import { applyAll, untilAllowed } from './harness/apply-all.js';
import { installPolicies } from './harness/policies.js';
import { sharedClient } from './harness/shared-bench.js';

const NAMESPACE = 'guarded';
const PROBE = serviceAccount(NAMESPACE, 'all');
const ISTIOD = serviceAccount('istio-system', 'istiod');
const CERT_MANAGER = serviceAccount('cert-manager', 'cert-manager');
const ACCOUNTS = [PROBE, ISTIOD, CERT_MANAGER];

const namespace: KubeObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: NAMESPACE,
    labels: { [KEYS.role]: 'tenant', 'pod-security.kubernetes.io/enforce': 'restricted' },
  },
};
const guardRail: KubeObject = {
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'default', namespace: NAMESPACE },
  spec: { mtls: { mode: 'STRICT' } },
};
const own: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'own', namespace: NAMESPACE },
  data: {},
};

/** The request that istiod would make for a proxy of tenant-a. */
const request = ADMISSION_CASES.flatMap(({ policy, cases }) => (policy === 'signing-requests' ? cases : []))[0]?.passes;

const client = sharedClient();

beforeAll(async () => {
  await applyAll(client, [namespace, guardRail, own]);
  for (const { user } of ACCOUNTS)
    await applyAll(client, rights(`guard-rails-${user.split(':')[3] ?? ''}`, user, [EVERYTHING]));
  for (const as of ACCOUNTS) await untilAllowed(client, as, own);
  await installPolicies(client);
});

afterAll(async () => {
  if (request !== undefined) await client.delete(request);
  client.close();
});

describe('a guard rail', () => {
  it('cannot be taken away by an account with every right', async () => {
    const { ok, message } = await client.delete(guardRail, { as: PROBE, dryRun: true });
    expect({ ok, message }).toEqual({
      ok: false,
      message: expect.stringContaining('TM6008: only the platform writes PeerAuthentication.') as string,
    });
  });

  it('is taken away by the platform, and the tenant deletes what is its own', async () => {
    const flux = serviceAccount('flux-system', 'kustomize-controller');
    await applyAll(client, rights('guard-rails-flux', flux.user, [EVERYTHING]));
    await untilAllowed(client, flux, own);
    expect(await client.delete(guardRail, { as: flux, dryRun: true })).toMatchObject({ ok: true });
    expect(await client.delete(own, { as: PROBE, dryRun: true })).toMatchObject({ ok: true });
  });
});

describe('the marks of a namespace', () => {
  const relabelled = { ...namespace, metadata: { ...namespace.metadata, labels: {} } };

  it.each(['status', 'finalize'])('cannot be taken away through the subresource %s', async (subresource) => {
    const { ok, message } = await client.replace(relabelled, { as: PROBE, dryRun: true, subresource });
    expect({ ok, message }).toEqual({ ok: false, message: expect.stringMatching(/TM601[01]/) as string });
  });

  it('cannot be claimed by a new namespace', async () => {
    const metadata = { name: 'claimed', labels: { [KEYS.role]: 'platform' } };
    const { ok, message } = await client.create({ ...namespace, metadata }, { as: PROBE, dryRun: true });
    expect({ ok, message }).toEqual({ ok: false, message: expect.stringContaining('TM6010') as string });
    const plain = { ...namespace, metadata: { name: 'plain', labels: { team: 'a' } } };
    expect(await client.create(plain, { as: PROBE, dryRun: true })).toMatchObject({ ok: true });
  });
});

describe('a request to a signer of the mesh', () => {
  const condition = { type: 'Approved', status: 'True', reason: 'Istiod', message: 'a proxy of the mesh' };
  const approved = (object: KubeObject): KubeObject => ({ ...object, status: { conditions: [condition] } });
  const issued = (object: KubeObject, status: JsonObject): KubeObject => ({
    ...object,
    status: { ...status, certificate: '' },
  });

  it('is made and approved by istiod alone', async () => {
    if (request === undefined) throw new Error('the table has no request');
    expect(await client.create(request, { as: ISTIOD })).toMatchObject({ ok: true });
    const refused = await client.replace(approved(request), { as: PROBE, subresource: 'approval' });
    expect(refused.message).toContain('TM6004: only istiod approves requests to the signers of the mesh');
    expect(await client.replace(approved(request), { as: ISTIOD, subresource: 'approval' })).toMatchObject({
      ok: true,
    });
    const forged = await client.replace(issued(request, { conditions: [condition] }), {
      as: PROBE,
      subresource: 'status',
    });
    expect(forged.message).toContain('TM6004: only cert-manager signs for the mesh');
    const signed = await client.replace(issued(request, { conditions: [condition] }), {
      as: CERT_MANAGER,
      subresource: 'status',
    });
    expect(signed).toMatchObject({ ok: true });
  });
});
