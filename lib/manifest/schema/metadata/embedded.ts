import type { JsonObject } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { child } from '../path.js';
import { own } from '../values.js';
import { decodeMetadata } from './decode.js';
import { nameFault } from './names.js';
import { checkMetadata } from './rules.js';

/** Checks an object inside an object: it needs apiVersion and kind, and its metadata follows the general rules. */
export function checkEmbedded(object: JsonObject, path: string, found: SchemaFinding[]): void {
  for (const name of ['apiVersion', 'kind']) found.push(...checkType(object, name, child(path, name)));
  const metadata = own(object, 'metadata');
  const at = child(path, 'metadata');
  if (metadata === undefined || !decodeMetadata(metadata, at, found)) return;
  const named = { ...metadata, name: metadata['name'] ?? 'unnamed' };
  found.push(...checkMetadata(named, { name: 'path-segment', namespaced: true }, at));
}

function checkType(object: JsonObject, name: string, field: string): readonly SchemaFinding[] {
  const value = own(object, name);
  if (value === undefined) {
    return [{ code: 'TM3005', field, message: 'required field is missing', remedy: `Add '${name}'.` }];
  }
  const remedy = `Write the ${name} of the object.`;
  if (typeof value !== 'string') return [{ code: 'TM3004', field, message: 'must be a string', value, remedy }];
  const fault = name === 'kind' ? nameFault(value.toLowerCase(), 'label-1035') : versionFault(value);
  return fault === undefined ? [] : [{ code: 'TM3015', field, message: fault, value, remedy }];
}

function versionFault(text: string): string | undefined {
  return text === '' || text.split('/').length > 2 ? `must have the form 'group/version' or 'version'` : undefined;
}
