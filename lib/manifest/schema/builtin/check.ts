import { builtinSchemas, type KindInfo } from '../../../imports/schemas.js';
import type { JsonObject } from '../../../model/index.js';
import { Findings, type SchemaFinding } from '../finding.js';
import { decodeMetadata } from '../metadata/decode.js';
import { checkMetadata } from '../metadata/rules.js';
import { nameRuleOf } from './names.js';
import { walk } from './walk.js';

/**
 * Checks an object of a built-in kind: unknown fields, types, required fields, repeated keys, metadata.
 *
 * What else the API server demands of these kinds is written in code there, and belongs to the rules of the analyzer.
 */
export function checkBuiltin(object: JsonObject, info: KindInfo): readonly SchemaFinding[] {
  const document = builtinSchemas();
  const entry = document.kinds.find(
    (one) => one.kind === info.kind && one.group === info.group && one.version === info.version,
  );
  const schema = entry && document.schemas[entry.schema];
  if (!schema) return [];
  const found: SchemaFinding[] = [];
  const { metadata = {} } = object;
  if (decodeMetadata(metadata, 'metadata', found)) {
    const rules = { name: nameRuleOf(info.group, info.kind), namespaced: info.scope === 'Namespaced' };
    found.push(...checkMetadata(metadata, rules, 'metadata'));
  }
  // What controllers write is dropped on create.
  walk(
    { ...object, metadata: {}, ...(object['status'] === undefined ? {} : { status: null }) },
    { document, type: { name: entry.schema, schema }, path: '', found },
  );
  const findings = new Findings();
  findings.addAll(found);
  return findings.list();
}
