import { readFileSync } from 'node:fs';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import { rights, serviceAccount } from './accounts.js';
import { applyAll } from './apply-all.js';
import type { Bench } from './bench.js';
import { CERT_MANAGER_ELECTION, CERT_MANAGER_RIGHTS } from './chart-rights/cert-manager.js';
import type { Client } from './client.js';
import { freePorts } from './free-ports.js';
import { until } from './until.js';

const NAMESPACE = 'cert-manager';

/**
 * Starts cert-manager as its own account, and puts its webhook in force. The webhook answers by the certificate of the
 * API server, which is one for loopback.
 */
export async function startCertManager(bench: Bench, client: Client): Promise<void> {
  const account = serviceAccount(NAMESPACE, 'cert-manager');
  await applyAll(client, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    ...rights('cert-manager', account.user, CERT_MANAGER_RIGHTS),
    ...rights('cert-manager:leaderelection', account.user, CERT_MANAGER_ELECTION, 'kube-system'),
  ]);
  const [port = 0] = await freePorts(1);
  bench.launch('cert-manager', [
    `-kubeconfig=${await bench.kubeconfigOf(client, NAMESPACE, 'cert-manager')}`,
    `-webhook-address=127.0.0.1:${port}`,
    `-webhook-certificate=${bench.path('pki/apiserver.crt')}`,
    `-webhook-key=${bench.path('pki/apiserver.key')}`,
  ]);
  await applyAll(client, webhooks(port, readFileSync(bench.path('pki/apiserver.crt'))));
  await untilJudging(client);
}

function webhooks(port: number, authority: Buffer): readonly KubeObject[] {
  const hook = (path: string, rule: JsonObject): JsonObject => ({
    name: 'webhook.cert-manager.io',
    rules: [{ apiVersions: ['v1'], ...rule }],
    admissionReviewVersions: ['v1'],
    matchPolicy: 'Equivalent',
    failurePolicy: 'Fail',
    sideEffects: 'None',
    clientConfig: { url: `https://127.0.0.1:${port}/${path}`, caBundle: authority.toString('base64') },
  });
  const groups = ['cert-manager.io', 'acme.cert-manager.io'];
  const changed = { apiGroups: groups, operations: ['CREATE', 'UPDATE'], resources: ['*/*'] };
  const made = { apiGroups: ['cert-manager.io'], operations: ['CREATE'], resources: ['certificaterequests'] };
  const metadata = { name: 'cert-manager-webhook' };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    { apiVersion, kind: 'ValidatingWebhookConfiguration', metadata, webhooks: [hook('validate', changed)] },
    { apiVersion, kind: 'MutatingWebhookConfiguration', metadata, webhooks: [hook('mutate', made)] },
  ];
}

/** The server takes a webhook into use some time after it was told of it, and the program may not listen yet. */
async function untilJudging(client: Client): Promise<void> {
  const probe: KubeObject = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'probe', namespace: 'default' },
    spec: { secretName: 'probe', issuerRef: { name: 'none' } },
  };
  let message = '';
  const ask = async (): Promise<true | undefined> => {
    ({ message } = await client.create(probe, { dryRun: true }));
    return message.includes('denied the request') ? true : undefined;
  };
  await until('the webhook of cert-manager refuses a Certificate without a name', ask, { seen: () => message });
}
