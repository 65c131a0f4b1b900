import { field, type RuleContext } from '../../context.js';
import { ISTIOD_KINDS, environment, istiods, type Istiod } from '../../lookup/istiod.js';
import { SIGNER_KINDS, SIGNER_VARIABLE, namedSigners, type NamedSigner } from '../../lookup/signers.js';
import { at, strings, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const ISSUER = 'Issuer.cert-manager.io';
const CLUSTER_ISSUER = 'ClusterIssuer.cert-manager.io';
const NAMESPACED_DOMAIN = 'issuers.cert-manager.io';
const CLUSTER_DOMAIN = 'clusterissuers.cert-manager.io';

/** A signer that no issuer stands behind, or that istiod may not ask. */
export const signerKnown: Rule = {
  meta: {
    code: 'TM4202',
    name: 'signer-known',
    area: 'cert-manager',
    summary:
      'A proxy whose signer nobody answers for, or that istiod may not ask, gets no certificate and never becomes ready.',
    remedy: 'Write the Issuer, and list the signer in `global.certSigners` of istiod.',
    inputs: [ISSUER, CLUSTER_ISSUER, ...SIGNER_KINDS, ...ISTIOD_KINDS].sort(),
  },
  check: (context) => {
    for (const kind of [ISSUER, CLUSTER_ISSUER]) context.all(kind);
    const planes = istiods(context);
    const domain = planes.map((plane) => environment(plane, 'CERT_SIGNER_DOMAIN')).find((found) => found !== undefined);
    for (const use of [...namedSigners(context), ...planes.flatMap(meshDefault)]) {
      if (!hasIssuer(context, use.signer, domain)) {
        const message = `no Issuer stands behind signer "${use.signer}"`;
        context.report(use.entry, { field: use.field, message });
      } else if (domain !== undefined && !planes.some((plane) => mayAsk(plane, `${domain}/${use.signer}`))) {
        const message = `\`global.certSigners\` of istiod does not list "${domain}/${use.signer}"`;
        context.report(use.entry, { field: use.field, message });
      }
    }
  },
};

function meshDefault({ entry, values }: Istiod): readonly NamedSigner[] {
  const path = ['meshConfig', 'defaultConfig', 'proxyMetadata', SIGNER_VARIABLE];
  const signer = text(at(values, ...path));
  if (signer === undefined) return [];
  return [{ entry, namespace: entry.id.namespace, signer, field: ['spec.values', ...path].join('.') }];
}

function mayAsk({ values }: Istiod, signer: string): boolean {
  return strings(at(values, 'global', 'certSigners')).includes(signer);
}

/** Without a domain the signer may be of either kind; one of another domain has its issuer elsewhere. */
function hasIssuer(context: RuleContext, signer: string, domain: string | undefined): boolean {
  const [namespace = '', ...name] = signer.split('.');
  const namespaced = () => isSigning(context.find(ISSUER, namespace, name.join('.')));
  const wide = () => isSigning(context.find(CLUSTER_ISSUER, '', signer));
  switch (domain) {
    case NAMESPACED_DOMAIN:
      return namespaced();
    case CLUSTER_DOMAIN:
      return wide();
    case undefined:
      return namespaced() || wide();
    default:
      return true;
  }
}

/** A self-signed issuer answers no signing request. */
function isSigning(issuer: ReturnType<RuleContext['find']>): boolean {
  return issuer !== undefined && field(issuer, 'spec', 'selfSigned') === undefined;
}
