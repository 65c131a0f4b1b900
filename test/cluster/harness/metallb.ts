import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../../lib/model/index.js';
import { rights, serviceAccount } from './accounts.js';
import { applyAll } from './apply-all.js';
import type { Bench } from './bench.js';
import { METALLB_RIGHTS, METALLB_RIGHTS_AT_HOME } from './chart-rights/metallb.js';
import type { Client } from './client.js';
import { freePorts } from './free-ports.js';
import { until } from './until.js';

const NAMESPACE = 'metallb-system';
const ACCOUNT = 'metallb-controller';
/** The program lets nobody choose where its webhook listens. */
const WEBHOOK_PORT = 9443;

/** Kinds that the webhook judges, with the version it judges them in. */
const JUDGED = [
  ['bgppeer', 'v1beta2'],
  ['ipaddresspool', 'v1beta1'],
  ['bgpadvertisement', 'v1beta1'],
  ['community', 'v1beta1'],
  ['bfdprofile', 'v1beta1'],
  ['l2advertisement', 'v1beta1'],
] as const;

/**
 * Starts the controller of MetalLB as its own account, without BGP, and puts its webhook in force. The webhook answers
 * by the certificate of the API server, which is one for loopback.
 */
export async function startMetalLb(bench: Bench, client: Client): Promise<void> {
  const { user } = serviceAccount(NAMESPACE, ACCOUNT);
  await applyAll(client, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    ...rights('metallb:controller', user, METALLB_RIGHTS),
    ...rights('metallb-controller', user, METALLB_RIGHTS_AT_HOME, NAMESPACE),
  ]);
  const [metrics = 0] = await freePorts(1);
  const args = [
    `--kubeconfig=${await bench.kubeconfigOf(client, NAMESPACE, ACCOUNT)}`,
    `--namespace=${NAMESPACE}`,
    `--port=${metrics}`,
    '--disable-cert-rotation=true',
    '--log-level=info',
  ];
  bench.launch('metallb-controller', args, { METALLB_BGP_TYPE: 'native', TMPDIR: temporary(bench) });
  await applyAll(client, [webhooks(readFileSync(bench.path('pki/apiserver.crt')))]);
  await untilJudging(client);
}

/** The program looks for its certificate below the folder of temporary files, whatever it is told. */
function temporary(bench: Bench): string {
  const folder = bench.path('metallb');
  const certificates = join(folder, 'k8s-webhook-server/serving-certs');
  mkdirSync(certificates, { recursive: true });
  copyFileSync(bench.path('pki/apiserver.crt'), join(certificates, 'tls.crt'));
  copyFileSync(bench.path('pki/apiserver.key'), join(certificates, 'tls.key'));
  return folder;
}

function webhooks(authority: Buffer): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'metallb-webhook-configuration' },
    webhooks: JUDGED.map(([kind, version]) => ({
      name: `${kind}validationwebhook.metallb.io`,
      admissionReviewVersions: ['v1'],
      failurePolicy: 'Fail',
      sideEffects: 'None',
      rules: [
        {
          apiGroups: ['metallb.io'],
          apiVersions: [version],
          operations: ['CREATE', 'UPDATE'],
          resources: [kind === 'community' ? 'communities' : `${kind}s`],
        },
      ],
      clientConfig: {
        url: `https://127.0.0.1:${WEBHOOK_PORT}/validate-metallb-io-${version}-${kind}`,
        caBundle: authority.toString('base64'),
      },
    })),
  };
}

/** The server takes a webhook into use some time after it was told of it, and the program may not listen yet. */
async function untilJudging(client: Client): Promise<void> {
  const metadata = { name: 'probe', namespace: NAMESPACE };
  const spec = { addresses: ['198.51.100.9-198.51.100.1'] };
  const probe: KubeObject = { apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool', metadata, spec };
  let message = '';
  const ask = async (): Promise<true | undefined> => {
    ({ message } = await client.create(probe, { dryRun: true }));
    return message.includes('denied the request') ? true : undefined;
  };
  await until('the webhook of MetalLB refuses a range that ends before it begins', ask, { seen: () => message });
}
