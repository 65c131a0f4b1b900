import { X509Certificate } from 'node:crypto';
import { listOf, mapAt, textOf, type ManifestSet } from '../../lib/manifest/index.js';
import { certificateAccepted } from '../../lib/analyzer/rules/cert-manager/certificate-accepted.js';
import type { JsonObject, KubeObject } from '../../lib/model/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { findings } from '../analyzer/rule-tester.js';
import { BAD_CERTIFICATES } from '../fixtures/bad-certificates.js';
import { EVERYTHING, rights, serviceAccount } from './harness/accounts.js';
import { applyAll, untilAllowed } from './harness/apply-all.js';
import { applyTree, type Verdict } from './harness/apply-tree.js';
import { startCertManager } from './harness/cert-manager.js';
import { approvalOf, ISTIOD_RIGHTS_AT_HOME, istiodRights } from './harness/chart-rights/istiod.js';
import type { Client } from './harness/client.js';
import { conditionOf, untilCondition } from './harness/conditions.js';
import { judgeChain } from './harness/handshake.js';
import { manifestsOf } from './harness/manifests-of.js';
import { OwnBench } from './harness/own-bench.js';
import { usagesOf } from './harness/key-usages.js';
import { rootSecret } from './harness/root-secret.js';
import { openTally } from './harness/tally.js';
import { until } from './harness/until.js';
import { identityRequest, rootCertificate } from './harness/x509.js';

const ISTIOD = serviceAccount('istio-system', 'istiod');
const PROXY = 'spiffe://cluster.local/ns/tenant-a/sa/app-ui';
const USAGES = ['digital signature', 'key encipherment', 'server auth', 'client auth'] as const;
const MESH_ROOT = rootCertificate('mesh root', 1);
const GATEWAY_ROOT = rootCertificate('gateway root', 0);

const set: ManifestSet = manifestsOf('metal-prod', addMetalProd);
const certificates = objects('Certificate');
const tally = openTally(
  'cert-manager',
  'the chain of CAs, leaves of gateways, requests of proxies; bad Certificates denied',
);
let own: OwnBench | undefined;
let client: Client;
let verdicts: readonly Verdict[];

beforeAll(async () => {
  own = await OwnBench.start({ controllers: 'without watchers of every kind' });
  ({ client } = own);
  await startCertManager(own.bench, client);
  await applyAll(client, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
    rootSecret('istio-system', 'mesh-root-ca', MESH_ROOT),
    rootSecret('cert-manager', 'gateway-ca', GATEWAY_ROOT),
    ...rights('istiod', ISTIOD.user, istiodRights(set)),
    ...rights('istiod', ISTIOD.user, ISTIOD_RIGHTS_AT_HOME, 'istio-system'),
  ]);
  verdicts = await applyTree(client, set);
});

afterAll(async () => {
  await own?.stop();
});

describe('cert-manager, as the account that its chart gives it, while the admission policies are in force', () => {
  it('lets its webhook take every object of the tree', () => {
    expect(verdicts).toEqual([]);
  });

  it('makes every Issuer and Certificate of the tree ready', async () => {
    const all = [...objects('Issuer'), ...objects('ClusterIssuer'), ...certificates];
    for (const object of all) await untilCondition(client, object);
    tally.count(all.length);
    expect(certificates.length).toBeGreaterThan(4);
  });

  it('writes into each Secret the names, the usages and the chain that were asked for', async () => {
    for (const object of certificates) {
      await untilCondition(client, object);
      const { leaf, root } = await issued(object);
      const spec = mapAt(object['spec']);
      expect(leaf.ca).toBe(spec['isCA'] === true);
      expect(usagesOf(leaf)).toEqual([...listOf(spec['usages'])].sort());
      expect(namesOf(leaf)).toEqual([...listOf(spec['dnsNames'])].sort());
      expect(new X509Certificate(root).subject).toMatch(/^CN=(mesh|gateway) root$/);
    }
  });

  it('gives each gateway a chain that a client accepts for its host and for no other', async () => {
    const gateways = certificates.filter((object) => mapAt(object['spec'])['isCA'] !== true);
    expect(gateways).toHaveLength(2);
    for (const object of gateways) {
      const { chain, key } = await issued(object);
      const host = textOf(listOf(mapAt(object['spec'])['dnsNames'])[0]);
      expect(await judgeChain({ chain, key, root: GATEWAY_ROOT.text, host })).toBeUndefined();
      const other = await judgeChain({ chain, key, root: GATEWAY_ROOT.text, host: 'other.example.net' });
      expect(other).toContain("does not match certificate's altnames");
    }
  });
});

describe("a proxy's request, made and approved by istiod", () => {
  it.each(['tenant-a', 'tenant-b', 'platform'])('is signed by the intermediate of %s that it names', async (signer) => {
    const { text, key } = identityRequest(PROXY);
    const request = signingRequest(`proxy-${signer}`, signer, text);
    await askAsIstiod(request);
    const chain = Buffer.from(await certificateOf(request), 'base64').toString('utf8');
    const leaf = new X509Certificate(chain);
    expect(leaf.subjectAltName).toBe(`URI:${PROXY}`);
    expect(leaf.issuer).toBe(`CN=${signer} intermediate`);
    expect(usagesOf(leaf)).toEqual([...USAGES].sort());
    tally.count(1);
    expect(await judgeChain({ chain, key, root: MESH_ROOT.text })).toBeUndefined();
    expect(await judgeChain({ chain, key, root: rootCertificate('mesh root', 1).text })).toMatch(/signature|issuer/);
  });

  it('is not signed for a signer that the tree gives istiod no reference to', async () => {
    await applyAll(client, [
      { ...selfSigned('foreign'), metadata: { name: 'foreign', namespace: 'istio-system' } },
      ...rights('istiod-foreign', ISTIOD.user, [approvalOf(['issuers.cert-manager.io/istio-system.foreign'])]),
    ]);
    const request = signingRequest('proxy-foreign', 'foreign', identityRequest(PROXY).text);
    await askAsIstiod(request);
    const refused = await untilCondition(client, request, { type: 'Failed' });
    expect(conditionOf(refused, 'Failed')['message']).toContain('Requester may not reference Namespaced Issuer');
    tally.count(1, 1);
  });

  it('cannot be approved by istiod for a signer that istiod was not told of', async () => {
    const request = signingRequest('proxy-root', 'mesh-root', identityRequest(PROXY).text);
    expect((await client.create(request, { as: ISTIOD })).message).toBe('');
    const { ok, message } = await client.replace(approved(request), { as: ISTIOD, subresource: 'approval' });
    expect(ok).toBe(false);
    expect(message).toContain('user not permitted to approve requests with signerName');
  });
});

describe('a root whose path length leaves no room for intermediates', () => {
  it('is refused by the client, so that the check of chains means something', async () => {
    const narrow = rootCertificate('narrow root', 0);
    await applyAll(client, [
      rootSecret('istio-system', 'narrow-ca', narrow),
      { ...selfSigned('narrow'), spec: { ca: { secretName: 'narrow-ca' } } },
      certificate('below', { isCA: true, commonName: 'below', issuerRef: { name: 'narrow' } }),
      { ...selfSigned('below'), spec: { ca: { secretName: 'below' } } },
      certificate('leaf', { dnsNames: ['leaf.example.com'], issuerRef: { name: 'below' } }),
    ]);
    const leaf = certificate('leaf', {});
    await untilCondition(client, leaf);
    const { chain, key } = await issued(leaf);
    expect(await judgeChain({ chain, key, root: narrow.text })).toContain('path length constraint exceeded');
  });
});

describe('the webhook', () => {
  const issuerRef = { name: 'tenant-a' };
  const dnsNames = ['a.example.com'];
  it.each(BAD_CERTIFICATES)(
    'denies a Certificate that $what, as our own check does',
    async ({ spec, webhook, ours }) => {
      const bad = certificate('bad', { issuerRef, ...spec });
      const { ok, message } = await client.create(bad, { dryRun: true });
      expect({ ok, message }).toEqual({ ok: false, message: expect.stringContaining(webhook) as string });
      expect(message).toContain('admission webhook "webhook.cert-manager.io" denied the request');
      expect(findings(certificateAccepted, JSON.stringify(bad))).toEqual([expect.stringContaining(ours)]);
      tally.count(1, 1);
    },
  );

  it('takes a right one', async () => {
    expect(await client.create(certificate('good', { issuerRef, dnsNames }), { dryRun: true })).toMatchObject({
      ok: true,
    });
  });
});

describe('a tenant with every right in its namespace', () => {
  const tenant = serviceAccount('tenant-a', 'probe');
  const ofTenant = (spec: JsonObject): KubeObject => ({
    ...certificate('own', { issuerRef: { name: 'own' }, dnsNames: ['app-ui.tenant-a.svc'], ...spec }),
    metadata: { name: 'own', namespace: 'tenant-a' },
  });

  it.each<readonly [what: string, spec: JsonObject]>([
    ['of an issuer of the platform', { issuerRef: { kind: 'ClusterIssuer', name: 'gateway' } }],
    ['with the identity of another workload', { uris: [PROXY] }],
    ['that signs others', { isCA: true }],
  ])('gets no certificate %s, and its own one', async (_what, spec) => {
    await applyAll(client, rights('probe', tenant.user, [EVERYTHING]));
    await untilAllowed(client, tenant, ofTenant({}));
    const { ok, message } = await client.create(ofTenant(spec), { as: tenant, dryRun: true });
    expect({ ok, message }).toEqual({ ok: false, message: expect.stringContaining('TM6003') as string });
    expect(await client.create(ofTenant({}), { as: tenant, dryRun: true })).toMatchObject({ ok: true });
    tally.count(2, 1);
  });

  it('can neither ask the signer of its own proxies nor approve what istiod asked', async () => {
    await applyAll(client, rights('probe', tenant.user, [EVERYTHING]));
    const own: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own', namespace: 'tenant-a' } };
    await untilAllowed(client, tenant, own);
    const request = signingRequest('proxy-tenant', 'tenant-a', identityRequest(PROXY).text);
    expect((await client.create(request, { as: tenant })).message).toMatch(/TM60(04|13)/);
    expect(await client.create(request, { as: ISTIOD })).toMatchObject({ ok: true });
    const { message } = await client.replace(approved(request), { as: tenant, subresource: 'approval' });
    expect(message).toContain('TM6004: only istiod approves requests to the signers of the mesh');
  });
});

function objects(kind: string): readonly KubeObject[] {
  return set
    .all({ layer: 'written' })
    .map(({ object }) => object)
    .filter((object) => object.kind === kind && object.apiVersion.startsWith('cert-manager.io/'));
}

function certificate(name: string, spec: JsonObject): KubeObject {
  const metadata = { name, namespace: 'istio-system' };
  return { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata, spec: { secretName: name, ...spec } };
}

function selfSigned(name: string): KubeObject {
  const metadata = { name, namespace: 'istio-system' };
  return { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata, spec: { selfSigned: {} } };
}

function signingRequest(name: string, signer: string, text: string): KubeObject {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      request: Buffer.from(text).toString('base64'),
      signerName: `issuers.cert-manager.io/istio-system.${signer}`,
      usages: USAGES,
    },
  };
}

function approved(request: KubeObject): KubeObject {
  const condition = { type: 'Approved', status: 'True', reason: 'Istiod', message: 'a proxy of the mesh' };
  return { ...request, status: { conditions: [condition] } };
}

async function askAsIstiod(request: KubeObject): Promise<void> {
  expect((await client.create(request, { as: ISTIOD })).message).toBe('');
  const { message } = await client.replace(approved(request), { as: ISTIOD, subresource: 'approval' });
  expect(message).toBe('');
}

async function certificateOf(request: KubeObject): Promise<string> {
  return until(`${request.metadata.name ?? ''} is signed`, async () =>
    textOf(mapAt(await client.read(request), 'status')['certificate']),
  );
}

interface Issued {
  readonly leaf: X509Certificate;
  readonly chain: string;
  readonly key: string;
  readonly root: string;
}

async function issued(object: KubeObject): Promise<Issued> {
  const name = textOf(mapAt(object['spec'])['secretName']) ?? '';
  const metadata = { name, namespace: object.metadata.namespace };
  const data = mapAt(await client.read({ apiVersion: 'v1', kind: 'Secret', metadata }), 'data');
  const [chain = '', key = '', root = ''] = ['tls.crt', 'tls.key', 'ca.crt'].map((field) =>
    Buffer.from(textOf(data[field]) ?? '', 'base64').toString('utf8'),
  );
  return { leaf: new X509Certificate(chain), chain, key, root };
}

function namesOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return subjectAltName
    .split(', ')
    .flatMap((one) => (one.startsWith('DNS:') ? [one.slice(4)] : []))
    .sort();
}
