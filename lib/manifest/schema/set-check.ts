import { CODES } from '../../model/index.js';
import type { Finding } from '../finding.js';
import type { ManifestSet } from '../manifest-set.js';
import { checkSchema, type SchemaCheckOptions } from './check-schema.js';

/** The schema check over every written object of a set. */
export function schemaCheck(set: ManifestSet, options: SchemaCheckOptions = {}): readonly Finding[] {
  return set.all({ layer: 'written' }).flatMap((entry) =>
    checkSchema(entry.object, options).map(({ code, field, message, remedy }) => ({
      code,
      level: CODES[code].level,
      where: entry.origin,
      object: entry.id,
      ...(field === '' ? {} : { field }),
      message,
      remedy,
    })),
  );
}
