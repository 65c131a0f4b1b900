import { MeshError, durationMs, formatDuration, goDuration } from '../../../model/index.js';
import { originText, type ManifestEntry } from '../../../manifest/index.js';
import { field, type RuleContext } from '../../context.js';
import { text } from '../../read.js';
import type { Rule } from '../../rule.js';

const CERTIFICATE = 'Certificate.cert-manager.io';
const ISSUER = 'Issuer.cert-manager.io';
const CLUSTER_ISSUER = 'ClusterIssuer.cert-manager.io';
/** Namespace from which cert-manager reads the Secrets of cluster-wide issuers. */
const CLUSTER_NAMESPACE = 'cert-manager';
const DEFAULT_LIFE_MS = 2160 * 3_600_000;

/** A certificate that lives longer than its authority has left when it signs last. */
export const leafOutlivesCa: Rule = {
  meta: {
    code: 'TM4204',
    name: 'leaf-outlives-ca',
    area: 'cert-manager',
    summary: 'A certificate that outlives its authority is refused by every peer as soon as the authority has ended.',
    remedy: 'Shorten `duration`, or let the authority be renewed earlier with a longer `renewBefore`.',
    inputs: [CERTIFICATE, CLUSTER_ISSUER, ISSUER].sort(),
  },
  check: (context) => {
    for (const kind of [ISSUER, CLUSTER_ISSUER]) context.all(kind);
    const certificates = context.all(CERTIFICATE);
    const byPlace = new Map(certificates.map((entry) => [placeOf(entry), entry]));
    for (const entry of certificates) {
      const place = issuingSecret(context, entry);
      const authority = place === undefined ? undefined : byPlace.get(place);
      // A self-signed authority is issued by nobody it could outlive.
      if (authority === undefined || authority === entry) continue;
      const [life, left] = [lifeMs(entry), leftMs(authority)];
      if (life <= left) continue;
      const where = `Certificate ${authority.id.name} (${originText(authority.origin)})`;
      context.report(entry, {
        field: 'spec.duration',
        message: `it lives ${formatDuration(life)}, and ${where} has ${formatDuration(left)} left when it signs last`,
      });
    }
  },
};

function placeOf(entry: ManifestEntry): string {
  return `${entry.id.namespace}/${text(field(entry, 'spec', 'secretName')) ?? ''}`;
}

function issuingSecret(context: RuleContext, entry: ManifestEntry): string | undefined {
  const name = text(field(entry, 'spec', 'issuerRef', 'name')) ?? '';
  const isWide = text(field(entry, 'spec', 'issuerRef', 'kind')) === 'ClusterIssuer';
  const issuer = isWide ? context.find(CLUSTER_ISSUER, '', name) : context.find(ISSUER, entry.id.namespace, name);
  const secret = issuer === undefined ? undefined : text(field(issuer, 'spec', 'ca', 'secretName'));
  return secret === undefined ? undefined : `${isWide ? CLUSTER_NAMESPACE : entry.id.namespace}/${secret}`;
}

function lifeMs(entry: ManifestEntry): number {
  return durationOf(text(field(entry, 'spec', 'duration'))) ?? DEFAULT_LIFE_MS;
}

/** Life that an authority has left, at the least, when it signs: it is renewed that long before its end. */
function leftMs(authority: ManifestEntry): number {
  const percentage = field(authority, 'spec', 'renewBeforePercentage');
  if (typeof percentage === 'number') return (lifeMs(authority) * percentage) / 100;
  return durationOf(text(field(authority, 'spec', 'renewBefore'))) ?? lifeMs(authority) / 3;
}

function durationOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  try {
    return durationMs(goDuration(value, { where: '', field: '' }));
  } catch (error) {
    if (MeshError.is(error)) return undefined;
    throw error;
  }
}
