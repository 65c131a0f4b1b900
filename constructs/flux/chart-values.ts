import type * as Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { chartSchema, chartValues, charts } from '../../lib/imports/schemas.js';
import {
  MeshError,
  nearest,
  sampleText,
  show,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../../lib/model/index.js';
import { chartInfo, type ChartKey } from './charts.js';
import { mergeValues } from './merge-values.js';

/** Loaded for the first chart with a schema: most programs that import the package never compile one. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const ajv = () => require('ajv') as typeof Ajv;

const validators = new Map<ChartKey, ValidateFunction>();

/**
 * Refuses values that a chart would ignore or reject: against its schema where it has one, else by the top-level keys
 * of its default values. Of a chart that is not confirmed, the keys are those that its page lists.
 *
 * @param where - construct path
 * @param chart - key of the chart
 * @param values - inline values; facts are judged by their samples
 */
export function checkChartValues(where: string, chart: ChartKey, values: JsonObject): void {
  if (!charts().includes(chart) && chartInfo(chart).publishedValues === undefined) return;
  const schema = charts().includes(chart) ? chartSchema(chart) : undefined;
  const problems = schema === undefined ? unknownKeys(where, chart, values) : schemaProblems(where, chart, values);
  const [first, ...rest] = problems;
  if (first !== undefined) throw new MeshError([first, ...rest]);
}

function unknownKeys(where: string, chart: ChartKey, values: JsonObject): Problem[] {
  const known = topLevelKeys(chart);
  return Object.keys(values)
    .filter((key) => !known.includes(key))
    .map((key) => unknownValue(where, chart, `values.${key}`, key, known));
}

/** Istio's charts keep their defaults below one key and merge them into the top level. */
function topLevelKeys(chart: ChartKey): readonly string[] {
  const { publishedValues } = chartInfo(chart);
  if (publishedValues !== undefined) return publishedValues;
  const { _internal_defaults_do_not_set: inner, ...outer } = chartValues(chart);
  const nested = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.keys(inner) : [];
  return [...Object.keys(outer), ...nested, ...(chartInfo(chart).alsoValues ?? [])];
}

function schemaProblems(where: string, chart: ChartKey, values: JsonObject): Problem[] {
  const validate = validators.get(chart) ?? compile(chart);
  validators.set(chart, validate);
  // Helm checks the values after it has merged them over the defaults, and a null takes a default away.
  if (validate(asHelmSees(mergeValues(chartValues(chart), values)))) return [];
  return (validate.errors ?? []).filter(isLeaf).map((error) => schemaProblem(where, chart, error));
}

function compile(chart: ChartKey): ValidateFunction {
  const schema: Record<string, unknown> = { ...chartSchema(chart) };
  // Several charts name a dialect by an address that no validator knows; all of them mean draft 7.
  delete schema['$schema'];
  return new (ajv().default)({
    strict: false,
    allErrors: true,
    validateFormats: false,
    validateSchema: false,
    verbose: true,
  }).compile(schema);
}

/** Errors of combinators repeat what the errors below them say. */
function isLeaf(error: ErrorObject): boolean {
  return !['anyOf', 'oneOf', 'allOf', 'if', '$ref'].includes(error.keyword);
}

function schemaProblem(where: string, chart: ChartKey, error: ErrorObject): Problem {
  const field = `values${error.instancePath.replaceAll('/', '.')}`;
  const extra: unknown = error.params['additionalProperty'];
  if (typeof extra === 'string') {
    return unknownValue(where, chart, `${field}.${extra}`, extra, Object.keys(siblings(error.parentSchema)));
  }
  return {
    code: 'TM1704',
    where,
    field,
    what: `chart "${chart}" does not accept the value: it ${error.message ?? 'is not valid'}`,
    value: error.data,
    remedy: `Write a value that the schema of ${chart} ${chartInfo(chart).version} accepts.`,
  };
}

function siblings(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return {};
  return typeof schema.properties === 'object' && schema.properties !== null ? schema.properties : {};
}

function unknownValue(where: string, chart: ChartKey, field: string, key: string, known: readonly string[]): Problem {
  const near = nearest(key, known);
  const hint = near === undefined ? 'Remove it' : `Write ${show(near)}`;
  return {
    code: 'TM1701',
    where,
    field,
    what: `chart "${chart}" ${chartInfo(chart).version} has no such value, so it would be ignored`,
    remedy: `${hint}, or put it into \`extraValues\` when the chart is known to read it.`,
  };
}

function asHelmSees(value: JsonValue): JsonValue {
  if (typeof value === 'string') return sampleText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(asHelmSees);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined || item === null ? [] : [[key, asHelmSees(item)]],
    ),
  );
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}
