import { checkSchema } from '../../../../lib/manifest/schema/index.js';
import type { Case } from './cases.js';

/**
 * Whether the check refuses the same fields of a case as the API server. Where metadata does not decode the server
 * names no field below it, and stops there.
 */
export function agrees({ channel, object }: Case, fields: readonly string[]): boolean {
  const found = checkSchema(object, { gatewayApiChannel: channel });
  if (fields[0] === 'metadata')
    return found.some(({ code, field }) => code === 'TM3004' && field.startsWith('metadata'));
  const own = [...new Set(found.map(({ field }) => field))].sort();
  return own.length === fields.length && own.every((field, at) => field === fields[at]);
}
