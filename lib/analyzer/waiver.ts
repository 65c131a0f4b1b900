import { KEYS } from '../model/index.js';
import type { Finding, ManifestEntry } from '../manifest/index.js';
import { annotationsOf } from './context.js';

/** Codes waived on an object, without those for which no reason is given. */
export function waivedCodes(entry: ManifestEntry): ReadonlySet<string> {
  const annotations = annotationsOf(entry);
  const reason = annotations[KEYS.waiveReason]?.trim() ?? '';
  if (reason === '') return new Set();
  return new Set((annotations[KEYS.waive] ?? '').split(',').map((code) => code.trim()));
}

/** A waiver without a reason waives nothing, and says so. */
export function waiverFindings(entry: ManifestEntry): readonly Finding[] {
  const annotations = annotationsOf(entry);
  if (annotations[KEYS.waive] === undefined || (annotations[KEYS.waiveReason]?.trim() ?? '') !== '') return [];
  return [
    {
      code: 'TM4001',
      level: 'error',
      where: entry.origin,
      object: entry.id,
      field: `metadata.annotations["${KEYS.waive}"]`,
      message: `findings are waived without a reason (got "${annotations[KEYS.waive] ?? ''}")`,
      remedy: `Say why in the annotation "${KEYS.waiveReason}".`,
    },
  ];
}
