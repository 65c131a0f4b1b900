import { originText } from '../manifest/index.js';
import type { Registrar } from './registrar.js';
import { pulumi } from './sdk.js';
import type { SuppliedSecret } from './secrets.js';

/** Type that the users of a Secret expect, by its keys. */
function typeOf(keys: readonly string[]): string {
  return ['tls.crt', 'tls.key'].every((key) => keys.includes(key)) ? 'kubernetes.io/tls' : 'Opaque';
}

/** Registers Secrets that the tree needs beside the construct that needs them. */
export function deploySecrets(secrets: readonly SuppliedSecret[], registrar: Registrar): void {
  for (const { need, data } of secrets) {
    const { namespace, name } = need;
    const where = originText(need.origin);
    const inputs = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      type: typeOf(Object.keys(data)),
      stringData: pulumi.secret(data),
    };
    const id = { group: '', version: 'v1', kind: 'Secret', namespace, name };
    registrar.registerBeside(`${where}/${namespace}/${name}`, where, id, inputs);
  }
}
