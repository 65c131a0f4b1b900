import { builtinSchemas, type KindInfo } from '../../../imports/schemas.js';
import type { JsonObject } from '../../../model/index.js';
import { Findings, type SchemaFinding } from '../finding.js';
import { decodeMetadata } from '../metadata/decode.js';
import { checkMetadata } from '../metadata/rules.js';
import { checkDerived } from './derived.js';
import { metadataRules } from './kinds.js';
import { typeName } from './resolve.js';
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
  if (decodeMetadata(metadata, 'metadata', found)) found.push(...checkNames(object, metadata, info));
  // What controllers write is dropped on create.
  walk(
    { ...object, metadata: {}, ...(object['status'] === undefined ? {} : { status: null }) },
    { document, type: { name: typeName(entry.schema), schema }, path: '', checked: '', slot: '', found },
  );
  const findings = new Findings();
  findings.addAll(found);
  return findings.list();
}

function checkNames(object: JsonObject, metadata: JsonObject, info: KindInfo): readonly SchemaFinding[] {
  const found = checkMetadata(metadata, metadataRules(info, object), 'metadata');
  // A binding is no object that is kept: of its metadata the namespace counts alone.
  if (info.kind === 'Binding') return found.filter(({ field }) => field === 'metadata.namespace');
  return [...found, ...checkDerived(info.kind, object, metadata)];
}
