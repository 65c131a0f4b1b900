import { CODES } from '../../model/index.js';
import type { Check } from '../check.js';
import { checkSchema, type SchemaCheckOptions } from './check-schema.js';

/** The schema check over every written object of a set. */
export function schemaCheck(options: SchemaCheckOptions = {}): Check {
  return (set) =>
    set.all({ layer: 'written' }).flatMap((entry) =>
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
