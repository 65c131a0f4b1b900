import { kindInfo } from '../../imports/schemas.js';
import type { ManifestEntry } from '../entry.js';
import type { Finding } from '../finding.js';
import { formatObject } from '../format-object.js';
import type { ManifestSet } from '../manifest-set.js';

/** Every namespaced object names its namespace. Kinds without a schema are left alone. */
export function checkNamespaces(set: ManifestSet): readonly Finding[] {
  return set.all({ layer: 'written' }).flatMap((entry) => {
    const info = kindInfo(entry.object.apiVersion, entry.object.kind);
    return info?.scope === 'Namespaced' && entry.id.namespace === '' ? [missing(entry)] : [];
  });
}

function missing(entry: ManifestEntry): Finding {
  return {
    code: 'TM2016',
    level: 'error',
    where: entry.origin,
    object: entry.id,
    field: 'metadata.namespace',
    message: `${formatObject(entry.id)} names no namespace, so it would land wherever it is applied`,
    remedy: 'Set `metadata: { namespace: ... }`.',
  };
}
