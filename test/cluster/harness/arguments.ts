import { join } from 'node:path';
import type { ServerAddress } from './client.js';

/** Where a bench keeps its files and listens. */
export interface Layout {
  readonly folder: string;
  readonly ports: {
    readonly server: number;
    readonly etcd: number;
    readonly peer: number;
    readonly manager: number;
  };
}

/**
 * Controllers of Kubernetes: all, none, or those that do not watch every kind there is, for which the server prepares
 * each. Without them nothing counts towards a ResourceQuota, and what an owner leaves behind stays.
 */
export type Controllers = 'all' | 'without watchers of every kind' | 'none';

/** None that needs a cloud or a signing CA. */
const LEFT_OUT = ['node-ipam-controller', 'certificatesigningrequest-signing-controller'];
const WATCHERS = ['garbage-collector-controller', 'resourcequota-controller'];

const LOOPBACK = '127.0.0.1';

/** etcd without the flush to disk, which nothing needs that is thrown away. */
export function etcdArgs({ folder, ports }: Layout): readonly string[] {
  const client = `http://${LOOPBACK}:${ports.etcd}`;
  const peer = `http://${LOOPBACK}:${ports.peer}`;
  return flags({
    name: 'bench',
    'data-dir': join(folder, 'etcd'),
    'unsafe-no-fsync': 'true',
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `bench=${peer}`,
    'log-level': 'warn',
  });
}

/** The API server with RBAC, tokens from a file, and a certificate that it makes itself. */
export function apiserverArgs({ folder, ports }: Layout): readonly string[] {
  const pki = join(folder, 'pki');
  return flags({
    'etcd-servers': `http://${LOOPBACK}:${ports.etcd}`,
    'bind-address': LOOPBACK,
    'advertise-address': LOOPBACK,
    'secure-port': String(ports.server),
    // The Service of the API server takes no endpoint on loopback.
    'endpoint-reconciler-type': 'none',
    'service-cluster-ip-range': '10.96.0.0/16',
    'cert-dir': pki,
    'token-auth-file': join(folder, 'tokens.csv'),
    'authorization-mode': 'RBAC',
    'allow-privileged': 'true',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': join(pki, 'accounts.pub'),
    'service-account-signing-key-file': join(pki, 'accounts.key'),
  });
}

/** The controllers of Kubernetes, each with its own account. */
export function controllerManagerArgs({ folder, ports }: Layout, which: Controllers): readonly string[] {
  const leftOut = which === 'all' ? LEFT_OUT : [...LEFT_OUT, ...WATCHERS];
  const config = join(folder, 'manager.kubeconfig');
  return flags({
    kubeconfig: config,
    'authentication-kubeconfig': config,
    'authorization-kubeconfig': config,
    'authentication-skip-lookup': 'true',
    'bind-address': LOOPBACK,
    'secure-port': String(ports.manager),
    'cert-dir': join(folder, 'manager-pki'),
    'leader-elect': 'false',
    'use-service-account-credentials': 'true',
    'service-account-private-key-file': join(folder, 'pki/accounts.key'),
    'root-ca-file': join(folder, 'pki/apiserver.crt'),
    controllers: ['*', ...leftOut.map((name) => `-${name}`)].join(','),
  });
}

/** A kubeconfig in JSON, which is YAML. */
export function kubeconfig({ port, ca, token }: ServerAddress): string {
  const cluster = {
    server: `https://${LOOPBACK}:${port}`,
    'certificate-authority-data': Buffer.from(ca).toString('base64'),
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'bench', cluster }],
    users: [{ name: 'bench', user: { token } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  });
}

function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
