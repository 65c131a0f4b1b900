import { bundledSecret, createdSecrets } from '../../manifest/index.js';
import type { RuleContext } from '../context.js';

/** Kinds that {@link KnownSecrets} reads. */
export const SECRET_KINDS: readonly string[] = [
  'Bundle.trust.cert-manager.io',
  'Certificate.cert-manager.io',
  'ExternalSecret.external-secrets.io',
  'SealedSecret.bitnami.com',
  'Secret',
];

/** Secrets that exist because of the set, or that somebody promised to supply. */
export class KnownSecrets {
  private readonly places = new Set<string>();
  private readonly names = new Set<string>();

  constructor(context: RuleContext) {
    for (const entry of SECRET_KINDS.flatMap((kind) => context.all(kind))) {
      for (const secret of createdSecrets(entry)) this.add(secret.namespace, secret.name);
      const bundled = bundledSecret(entry);
      if (bundled !== undefined) this.places.add(`*/${bundled}`);
    }
    for (const { namespace, name } of context.promisedSecrets) this.add(namespace, name);
  }

  /** Whether a Secret is known in a namespace; without one, in any. */
  has(name: string, namespace?: string): boolean {
    if (this.places.has(`*/${name}`)) return true;
    return namespace === undefined ? this.names.has(name) : this.places.has(`${namespace}/${name}`);
  }

  private add(namespace: string, name: string): void {
    this.places.add(`${namespace}/${name}`);
    this.names.add(name);
  }
}
