import { join } from 'node:path';
import ts from 'typescript';
import { builtinSchemas, crdSchema, kinds, type KindInfo, type Schema } from '../../lib/imports/schemas.js';
import { expectedClass, IMPORTS } from './kind-classes.js';

/** Fields of every object that a typed kind takes from cdk8s or leaves to the server. */
const COMMON = new Set(['apiVersion', 'kind', 'metadata', 'status']);
const REF = '#/components/schemas/';

/** The parts of the type for anything, as the checker prints them. */
const ANYTHING = ['JsonObject', 'boolean', 'null', 'number', 'readonly JsonValue[]', 'string'];

const experimental = kinds({ gatewayChannel: 'experimental' }).filter(({ system }) => system.endsWith('-experimental'));
const all = [...kinds(), ...experimental];
const systems = [...new Set(all.map(({ system }) => system))];

const program = ts.createProgram(
  systems.map((system) => join(IMPORTS, system, 'index.ts')),
  {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.Node20,
  },
);
const checker = program.getTypeChecker();

function propsOf(info: KindInfo): ts.Type {
  const source = program.getSourceFile(join(IMPORTS, info.system, `${info.group || 'core'}.ts`));
  const module = source && checker.getSymbolAtLocation(source);
  const name = `${expectedClass(info)}Props`;
  const symbol = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
  if (!symbol) throw new Error(`${info.system} has no ${name}`);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

/** Compares a type with the schema it must say, and collects the paths where it does not. */
class Comparison {
  readonly differences: string[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly origin: KindInfo['origin']) {}

  compare(type: ts.Type, given: Schema, path: string): void {
    const { schema, ref } = this.follow(given);
    const expected = leafText(schema);
    if (expected !== undefined) {
      const actual = leafOf(type);
      if (actual !== expected) this.differences.push(`${path}: ${actual} for ${expected}`);
      return;
    }
    if (ref !== undefined && this.seen.has(ref)) return;
    if (ref !== undefined) this.seen.add(ref);
    const bare = checker.getNonNullableType(type);
    if (isNullable(type) !== (schema.nullable === true)) this.differences.push(`${path}: null`);
    if (schema.items) this.below(checker.getIndexTypeOfType(bare, ts.IndexKind.Number), schema.items, `${path}[]`);
    else if (schema.properties) this.fields(bare, schema, path);
    else if (typeof schema.additionalProperties === 'object') {
      this.below(checker.getIndexTypeOfType(bare, ts.IndexKind.String), schema.additionalProperties, `${path}{}`);
    }
  }

  fields(type: ts.Type, schema: Schema, path: string, without: ReadonlySet<string> = new Set()): void {
    const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !without.has(name));
    const actual = type.getProperties().filter(({ name }) => !without.has(name));
    const names = actual.map(({ name }) => name).join();
    if (names !== properties.map(([name]) => name).join()) this.differences.push(`${path}: fields ${names}`);
    for (const [name, child] of properties) {
      const property = type.getProperty(name);
      if (!property) continue;
      const required = schema.required?.includes(name) === true && !this.isFilledIn(child);
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      if (optional === required) this.differences.push(`${path}.${name}: ${optional ? 'optional' : 'required'}`);
      const found = checker.getTypeOfSymbol(property);
      this.compare(optional ? withoutUndefined(found) : found, child, `${path}.${name}`);
    }
  }

  private below(type: ts.Type | undefined, schema: Schema, path: string): void {
    if (type) this.compare(type, schema, path);
    else this.differences.push(`${path}: missing`);
  }

  /** The server fills in the defaults of a CustomResourceDefinition before it looks for required fields. */
  private isFilledIn(schema: Schema): boolean {
    return this.origin === 'crd' && schema.default !== undefined;
  }

  private follow(schema: Schema): { schema: Schema; ref: string | undefined } {
    const ref = (schema.$ref ?? schema.allOf?.find(({ $ref }) => $ref)?.$ref)?.slice(REF.length);
    return { schema: (ref === undefined ? schema : builtinSchemas().schemas[ref]) ?? {}, ref };
  }
}

/** Text of the type of a schema without structure; nothing for one with structure. */
function leafText(schema: Schema): string | undefined {
  const texts = leafTexts(schema);
  if (!texts) return undefined;
  return [...new Set([...texts, ...(schema.nullable ? ['null'] : [])])].sort().join(' | ');
}

function leafTexts(schema: Schema): string[] | undefined {
  if (schema.enum) return [...new Set(schema.enum.map((value) => JSON.stringify(value)))];
  if (schema['x-kubernetes-int-or-string']) return ['number', 'string'];
  if (schema.items ?? schema.properties) return undefined;
  if (schema.type === undefined) return schema.oneOf ? ['number', 'string'] : ANYTHING;
  if (schema.type === 'object') return typeof schema.additionalProperties === 'object' ? undefined : ['JsonObject'];
  return [schema.type === 'integer' ? 'number' : schema.type];
}

function leafOf(type: ts.Type): string {
  const parts = type.isUnion() && (type.flags & ts.TypeFlags.Boolean) === 0 ? type.types : [type];
  const texts = parts.map((part) => checker.typeToString(part, undefined, ts.TypeFormatFlags.NoTruncation));
  const joined =
    texts.includes('true') && texts.includes('false')
      ? [...texts.filter((text) => !/^(true|false)$/.test(text)), 'boolean']
      : texts;
  return joined.sort().join(' | ');
}

const isNullable = (type: ts.Type): boolean =>
  type.isUnion() && type.types.some((part) => (part.flags & ts.TypeFlags.Null) !== 0);

function withoutUndefined(type: ts.Type): ts.Type {
  return isNullable(type)
    ? checker.getNullableType(checker.getNonNullableType(type), ts.TypeFlags.Null)
    : checker.getNonNullableType(type);
}

describe('types of typed kinds', () => {
  it.each(systems)('%s says what its schemas say, field for field', (system) => {
    for (const info of all.filter((candidate) => candidate.system === system)) {
      const name = builtinSchemas().kinds.find(({ group, version, kind }) => {
        return info.group === group && info.version === version && info.kind === kind;
      })?.schema;
      const schema = info.origin === 'crd' ? crdSchema(info) : (builtinSchemas().schemas[name ?? ''] ?? {});
      const comparison = new Comparison(info.origin);
      comparison.fields(propsOf(info), schema, expectedClass(info), COMMON);
      expect(comparison.differences).toEqual([]);
    }
  });
});
