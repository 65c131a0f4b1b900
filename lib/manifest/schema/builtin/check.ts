import { builtinSchemas, type KindInfo, type OpenApiDocument } from '../../../imports/schemas.js';
import { isConstant, type JsonObject } from '../../../model/index.js';
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
  if (!entry || !document.schemas[entry.schema]) return [];
  const found: SchemaFinding[] = [];
  const { metadata = {} } = object;
  if (decodeMetadata(metadata, 'metadata', found)) found.push(...checkNames(object, metadata, info));
  found.push(...fieldFindings(object, document, entry.schema));
  const findings = new Findings();
  findings.addAll(found);
  return findings.list();
}

const ofConstants = new WeakMap<object, { readonly type: string; readonly found: readonly SchemaFinding[] }>();

/** What is found below the fields of an object; that of a `spec` which never changes is found once. */
function fieldFindings(object: JsonObject, document: OpenApiDocument, type: string): readonly SchemaFinding[] {
  const { spec } = object;
  const isKept = isConstant(spec) && Object.keys(object).every((key) => KEPT_FIELDS.includes(key));
  const known = isKept ? ofConstants.get(spec) : undefined;
  if (known?.type === type) return known.found;
  const found: SchemaFinding[] = [];
  const schema = document.schemas[type] ?? {};
  // What controllers write is dropped on create.
  walk(
    { ...object, metadata: {}, ...(object['status'] === undefined ? {} : { status: null }) },
    { document, type: { name: typeName(type), schema }, path: '', checked: '', slot: '', found },
  );
  if (isKept) ofConstants.set(spec, { type, found });
  return found;
}

/** Fields by which an object differs from others of its `spec` in nothing that is found below its fields. */
const KEPT_FIELDS: readonly string[] = ['apiVersion', 'kind', 'metadata', 'spec'];

function checkNames(object: JsonObject, metadata: JsonObject, info: KindInfo): readonly SchemaFinding[] {
  const found = checkMetadata(metadata, metadataRules(info, object), 'metadata');
  // A binding is no object that is kept: of its metadata the namespace counts alone.
  if (info.kind === 'Binding') return found.filter(({ field }) => field === 'metadata.namespace');
  return [...found, ...checkDerived(info.kind, object, metadata)];
}
