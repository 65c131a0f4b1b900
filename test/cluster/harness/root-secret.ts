import type { KubeObject } from '../../../lib/model/index.js';
import type { Pair } from './x509.js';

/** A root as the tree expects to be given it. */
export function rootSecret(namespace: string, name: string, { text, key }: Pair): KubeObject {
  const stringData = { 'tls.crt': text, 'tls.key': key, 'ca.crt': text };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'kubernetes.io/tls', stringData };
}
