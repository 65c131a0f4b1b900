import Ajv, { type ErrorObject } from 'ajv';
import fc from 'fast-check';
import { SCHEMA_KEYWORDS, schemaFaults } from '../../../constructs/flux/schema-faults.js';
import { chartSchema, charts, chartValues } from '../../../lib/imports/schemas.js';
import type { JsonObject, JsonValue } from '../../../lib/model/index.js';

const CHARTS = charts().filter((chart) => chartSchema(chart) !== undefined);

/** Say nothing that a value could break. */
const ANNOTATIONS = ['$schema', '$defs', 'definitions', 'default', 'defaults', 'description', 'title'];

/** Each fault in one line. */
function faults(schema: JsonObject, value: JsonValue): readonly string[] {
  return schemaFaults(schema, value)
    .map((fault) =>
      fault.kind === 'unknown-key'
        ? `${fault.path} knows ${fault.known.join()} and not ${fault.key}`
        : `${fault.path} must ${fault.must}, and is ${JSON.stringify(fault.value)}`,
    )
    .sort();
}

/** The judge: a whole compiler of schemas, asked for what no combinator repeats. */
function judge(schema: JsonObject): (value: JsonValue) => readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, verbose: true });
  const validate = ajv.compile({ ...schema, $schema: undefined });
  return (value) => {
    validate(value);
    return (validate.errors ?? [])
      .filter(({ keyword }) => keyword !== 'anyOf')
      .map(verdict)
      .sort();
  };
}

function verdict({ instancePath, keyword, message = '', params, data, parentSchema }: ErrorObject): string {
  const path = instancePath.replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  if (keyword === 'additionalProperties') {
    const { properties = {} } = (parentSchema ?? {}) as { readonly properties?: object };
    return `${path} knows ${Object.keys(properties).join()} and not ${String(params['additionalProperty'])}`;
  }
  return `${path} ${message.replace(/ \(items ## .*/, '')}, and is ${JSON.stringify(data)}`;
}

/** Every keyword of a schema, and of the schemas in it. */
function keywordsOf(schema: JsonValue | undefined): readonly string[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return [];
  return Object.entries(schema as JsonObject).flatMap(([keyword, says]) => [keyword, ...below(keyword, says)]);
}

function below(keyword: string, says: JsonValue | undefined): readonly string[] {
  if (typeof says !== 'object' || says === null) return [];
  if (['properties', '$defs', 'definitions', 'anyOf', 'allOf'].includes(keyword)) {
    return Object.values(says).flatMap(keywordsOf);
  }
  return ['items', 'additionalProperties'].includes(keyword) ? keywordsOf(says) : [];
}

const leaf = fc.constantFrom<JsonValue>(null, true, 'Always', 'x', -1, 0, 1.5, 70000, [], {}, [null], { a: 'b' });

/** The default values of a chart as Helm checks them: what is null there, the chart does not set. */
function defaultsOf(chart: string): JsonValue {
  return JSON.parse(JSON.stringify(chartValues(chart), (_, value: unknown) => value ?? undefined)) as JsonValue;
}

/** Lists of one type: what a list of several repeats, the judge looks for among items of the type that the schema wants. */
const list = fc.oneof(fc.array(fc.constantFrom('IPv4', 'x'), { maxLength: 3 }), fc.array(leaf, { maxLength: 1 }));

/** Values as somebody may write them: at some of the places that the defaults have, anything, beside unknown keys. */
function changed(value: JsonValue | undefined): fc.Arbitrary<JsonValue> {
  const same = fc.constant<JsonValue>(value ?? null);
  if (typeof value !== 'object' || value === null) return fc.oneof({ weight: 3, arbitrary: same }, leaf);
  if (Array.isArray(value)) return fc.oneof(same, list, leaf);
  const fields = Object.entries(value as JsonObject).map(([key, item]) => [key, changed(item)] as const);
  const extra = { extra: leaf, constructor: leaf, 'a/b~c': leaf };
  const whole = fc.record({ ...extra, ...Object.fromEntries(fields) }, { requiredKeys: [] });
  return fc.oneof({ weight: 8, arbitrary: whole }, same, leaf);
}

describe('the faults of values by the schema of a chart', () => {
  it.each(CHARTS)('are judged by every keyword that the schema of %s uses', (chart) => {
    const unknown = keywordsOf(chartSchema(chart)).filter(
      (name) => ![...SCHEMA_KEYWORDS, ...ANNOTATIONS].includes(name),
    );
    expect(unknown).toEqual([]);
  });

  it.each(CHARTS)('are those that a compiler of schemas finds in values of %s', (chart) => {
    const schema = chartSchema(chart) ?? {};
    const judged = judge(schema);
    let refused = 0;
    const property = fc.property(changed(defaultsOf(chart)), (value) => {
      const expected = judged(value);
      refused += expected.length === 0 ? 0 : 1;
      expect(faults(schema, value)).toEqual(expected);
    });
    fc.assert(property, { numRuns: 100 });

    expect(refused).toBeGreaterThan(50);
  });
});
