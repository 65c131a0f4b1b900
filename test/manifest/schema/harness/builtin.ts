import { textOf } from '../../../../lib/manifest/index.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { builtinSchemas, type Schema } from '../../../../lib/imports/schemas.js';
import { resolve } from '../../../../lib/manifest/schema/builtin/resolve.js';
import { groupVersion, type JsonObject } from '../../../../lib/model/index.js';

const FILE = join(__dirname, '../../../fixtures/schema/builtin-kinds.yaml');
const QUANTITY = '^[0-9]+(m|Mi|Gi)?$';

/** Objects of every built-in kind that the API server takes. */
export function builtinObjects(): readonly JsonObject[] {
  return parseAllDocuments(readFileSync(FILE, 'utf8')).map((document) => document.toJSON() as JsonObject);
}

/** Schema of a built-in kind as a schema of a definition has it: references are followed, into themselves too. */
export function builtinSchema({ apiVersion, kind }: JsonObject): Schema {
  const document = builtinSchemas();
  const { group, version } = groupVersion(textOf(apiVersion) ?? '');
  const entry = document.kinds.find((one) => one.kind === kind && one.group === group && one.version === version);
  if (!entry) throw new Error(`No built-in kind ${textOf(apiVersion) ?? ''} ${textOf(kind) ?? ''} is known.`);
  return linked({ $ref: `#/components/schemas/${entry.schema}` });
}

const links = new Map<Schema, Schema>();

function linked(schema: Schema): Schema {
  const { name, schema: target } = resolve(schema, builtinSchemas());
  const known = links.get(target);
  if (known) return known;
  const made: Record<string, unknown> = { ...target };
  links.set(target, made);
  if (name === 'resource.Quantity') Object.assign(made, { type: 'string', pattern: QUANTITY, oneOf: undefined });
  if (name === 'intstr.IntOrString') Object.assign(made, { 'x-kubernetes-int-or-string': true, format: undefined });
  const { properties, items, additionalProperties } = target;
  if (properties) {
    made['properties'] = Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, linked(one)]));
  }
  if (items) made['items'] = linked(items);
  if (typeof additionalProperties === 'object') made['additionalProperties'] = linked(additionalProperties);
  return made;
}
