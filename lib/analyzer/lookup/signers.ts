import type { ManifestEntry } from '../../manifest/index.js';
import { KEYS } from '../../model/index.js';
import { annotationsOf, field, type RuleContext } from '../context.js';
import { text } from '../read.js';

/** Kinds that {@link namedSigners} reads. */
export const SIGNER_KINDS: readonly string[] = ['Namespace', 'ProxyConfig.networking.istio.io'];
/** Variable by which a proxy asks for its signer. */
export const SIGNER_VARIABLE = 'ISTIO_META_CERT_SIGNER';

/** A place that gives the proxies of a namespace a signer. */
export interface NamedSigner {
  readonly entry: ManifestEntry;
  readonly namespace: string;
  readonly signer: string;
  readonly field: string;
}

/** Signers that namespaces and their proxy settings name. */
export function namedSigners(context: RuleContext): readonly NamedSigner[] {
  const annotated = context.all('Namespace').map((entry) => ({
    entry,
    namespace: entry.id.name,
    signer: annotationsOf(entry)[KEYS.signer] ?? '',
    field: `metadata.annotations["${KEYS.signer}"]`,
  }));
  const configured = context.all('ProxyConfig.networking.istio.io').map((entry) => ({
    entry,
    namespace: entry.id.namespace,
    signer: text(field(entry, 'spec', 'environmentVariables', SIGNER_VARIABLE)) ?? '',
    field: `spec.environmentVariables.${SIGNER_VARIABLE}`,
  }));
  return [...annotated, ...configured].filter(({ signer }) => signer !== '');
}
