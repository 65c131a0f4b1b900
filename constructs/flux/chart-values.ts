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
import { schemaFaults, type SchemaFault } from './schema-faults.js';

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
  const problems =
    schema === undefined ? unknownKeys(where, chart, values) : schemaProblems(where, chart, schema, values);
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

function schemaProblems(where: string, chart: ChartKey, schema: JsonObject, values: JsonObject): Problem[] {
  // Helm checks the values after it has merged them over the defaults, and a null takes a default away.
  const merged = asHelmSees(mergeValues(chartValues(chart), values));
  return schemaFaults(schema, merged).map((fault) => schemaProblem(where, chart, fault));
}

function schemaProblem(where: string, chart: ChartKey, fault: SchemaFault): Problem {
  const field = `values${fault.path}`;
  if (fault.kind === 'unknown-key') return unknownValue(where, chart, `${field}.${fault.key}`, fault.key, fault.known);
  return {
    code: 'TM1704',
    where,
    field,
    what: `chart "${chart}" does not accept the value: it must ${fault.must}`,
    value: fault.value,
    remedy: `Write a value that the schema of ${chart} ${chartInfo(chart).version} accepts.`,
  };
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
