const PROSE = new Set(['description', 'title', 'example', 'externalDocs']);
const ONE_BELOW = new Set(['items', 'additionalProperties', 'not']);
const SOME_BELOW = new Set(['allOf', 'anyOf', 'oneOf']);
/** The server refuses a group of its own community without this one. */
const KEPT_ANNOTATION = 'api-approved.kubernetes.io';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A CustomResourceDefinition as it is kept: what the API server judges by, without prose and without its conversion.
 * The order of fields is the upstream one.
 */
export function pruneCrd(crd: unknown): Fields {
  return mapFields(pick(record(crd), ['apiVersion', 'kind', 'metadata', 'spec']), (key, value) => {
    if (key === 'metadata') return pruneMetadata(record(value));
    return key === 'spec' ? pruneSpec(record(value)) : value;
  });
}

function pruneMetadata(metadata: Fields): Fields {
  const annotations = pick(record(metadata['annotations'] ?? {}), [KEPT_ANNOTATION]);
  const kept = Object.keys(annotations).length > 0 ? ['annotations', 'name'] : ['name'];
  return mapFields(pick(metadata, kept), (key, value) => (key === 'annotations' ? annotations : value));
}

function pruneSpec(spec: Fields): Fields {
  return mapFields(pick(spec, ['group', 'names', 'scope', 'versions']), (key, value) =>
    key === 'versions' ? list(value).map((version) => pruneVersion(record(version))) : value,
  );
}

function pruneVersion(version: Fields): Fields {
  return mapFields(version, (key, value) => {
    if (key === 'additionalPrinterColumns') return list(value).map((column) => without(record(column)));
    return key === 'schema' ? mapFields(record(value), (_, schema) => pruneSchema(schema)) : value;
  });
}

/** A schema without prose; fields that bear the name of a prose keyword stay. */
export function pruneSchema(schema: unknown): unknown {
  return isSchema(schema) ? mapFields(without(record(schema)), pruneBelow) : schema;
}

/** Whether a value is a schema; below `additionalProperties` a boolean may stand in its place. */
const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null;

function pruneBelow(key: string, value: unknown): unknown {
  if (key === 'properties') return mapFields(record(value), (_, child) => pruneSchema(child));
  if (ONE_BELOW.has(key)) return pruneSchema(value);
  return SOME_BELOW.has(key) ? list(value).map(pruneSchema) : value;
}

function mapFields(fields: Fields, change: (key: string, value: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(key, value)]));
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => names.includes(key)));
}

function without(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !PROSE.has(key)));
}

function record(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`An object was expected in the CustomResourceDefinition, not ${JSON.stringify(value)}.`);
  }
  return Object.fromEntries(Object.entries(value));
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value))
    throw new Error(`A list was expected in the CustomResourceDefinition, not ${typeof value}.`);
  return value;
}
