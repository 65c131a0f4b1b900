const PROSE = new Set(['description', 'title', 'example', 'externalDocs']);
const ONE_BELOW = new Set(['items', 'additionalProperties', 'not']);
const SOME_BELOW = new Set(['allOf', 'anyOf', 'oneOf']);
/** The server refuses a group of its own community without this one. */
const KEPT_ANNOTATION = 'api-approved.kubernetes.io';

type Fields = Readonly<Record<string, unknown>>;

/** A CustomResourceDefinition as it is kept: what the API server judges by, without prose and without its conversion. */
export function pruneCrd(crd: unknown): Fields {
  const { apiVersion, kind, metadata, spec } = record(crd);
  const { name, annotations } = record(metadata);
  const { group, names, scope, versions } = record(spec);
  const kept = Object.entries(record(annotations ?? {})).filter(([key]) => key === KEPT_ANNOTATION);
  return {
    apiVersion,
    kind,
    metadata: { ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}), name },
    spec: { group, names, scope, versions: list(versions).map(pruneVersion) },
  };
}

function pruneVersion(version: unknown): Fields {
  const { schema, additionalPrinterColumns, ...rest } = record(version);
  const columns = additionalPrinterColumns && list(additionalPrinterColumns).map((column) => without(record(column)));
  return {
    ...(columns ? { additionalPrinterColumns: columns } : {}),
    ...rest,
    schema: { openAPIV3Schema: pruneSchema(record(schema)['openAPIV3Schema']) },
  };
}

/** A schema without prose; fields that bear the name of a prose keyword stay. */
export function pruneSchema(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(without(record(schema))).map(([key, value]) => [key, pruneBelow(key, value)]),
  );
}

function pruneBelow(key: string, value: unknown): unknown {
  if (key === 'properties') {
    return Object.fromEntries(Object.entries(record(value)).map(([name, child]) => [name, pruneSchema(child)]));
  }
  if (ONE_BELOW.has(key)) return pruneSchema(value);
  return SOME_BELOW.has(key) ? list(value).map(pruneSchema) : value;
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
