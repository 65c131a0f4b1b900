import { shapeOf } from './from-schema.js';
import { COMMON_FIELDS, type KindModel, type ModuleModel, type TypeModel } from './model.js';
import { builtinPlural, capital, className, moduleName } from './naming.js';
import { builtinPage } from './pages.js';
import type { OpenApiDocument as OpenApi, Schema } from '../../lib/imports/schema.js';
import type { Field, Shape } from './shape.js';

/** System of the built-in kinds. */
const BUILTIN_SYSTEM = 'kubernetes';

/** Module of the types that all groups share. */
const META = 'meta';

/** The built-in kinds as modules, and where each of their types lives. */
export function builtinModules(api: OpenApi): ModuleModel[] {
  return new Builtins(api).modules();
}

class Builtins {
  /** Schema names by the order in which they were reached. */
  private readonly reached = new Map<string, readonly Field[]>();
  private readonly names: ReadonlyMap<string, string>;
  private readonly groups: ReadonlyMap<string, string>;

  constructor(private readonly api: OpenApi) {
    this.groups = new Map(api.kinds.map((kind) => [packageOf(kind.schema), kind.group]));
    this.names = uniqueNames(Object.keys(api.schemas), (schema) => this.module(schema));
  }

  modules(): ModuleModel[] {
    const kinds = this.api.kinds.map((kind) => this.kind(kind));
    const modules = new Set([...kinds.map((kind) => moduleName(kind.group)), META]);
    return [...modules].map((name) => ({
      system: BUILTIN_SYSTEM,
      name,
      sources: [`kubernetes v${this.api.kubernetes}`],
      kinds: kinds.filter((kind) => moduleName(kind.group) === name),
      types: this.types(name),
    }));
  }

  private kind({ group, version, kind, scope, schema }: OpenApi['kinds'][number]): KindModel {
    return {
      system: BUILTIN_SYSTEM,
      group,
      version,
      kind,
      plural: builtinPlural(kind),
      scope,
      origin: 'builtin',
      storage: true,
      className: className(kind, version),
      fields: this.fields(schema, COMMON_FIELDS),
      page: builtinPage(this.api.kubernetes, group, version, kind),
    };
  }

  private types(module: string): TypeModel[] {
    return [...this.reached]
      .filter(([schema]) => this.module(schema) === module)
      .map(([schema, fields]): TypeModel => ({
        name: this.name(schema),
        shape: { kind: 'object', fields, open: false },
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private fields(name: string, without: ReadonlySet<string>): readonly Field[] {
    const { properties = {}, required = [] } = this.schema(name);
    return Object.entries(properties)
      .filter(([field]) => !without.has(field))
      .map(([field, child]) => ({ name: field, required: required.includes(field), shape: this.shape(child) }));
  }

  private shape(schema: Schema): Shape {
    return shapeOf(schema, { defaultsBeforeRequired: false, ref: (name) => this.ref(name) });
  }

  private ref(name: string): Shape {
    const schema = this.schema(name);
    if (!schema.properties) return this.shape(schema);
    if (!this.reached.has(name)) {
      // Set before the fields are read: a schema may contain itself.
      this.reached.set(name, []);
      this.reached.set(name, this.fields(name, new Set()));
    }
    return { kind: 'ref', name: this.name(name) };
  }

  private schema(name: string): Schema {
    const schema = this.api.schemas[name];
    if (!schema) throw new Error(`The built-in schemas refer to ${name} and do not hold it.`);
    return schema;
  }

  private name(schema: string): string {
    return this.names.get(schema) ?? lastPart(schema);
  }

  private module(schema: string): string {
    const group = this.groups.get(packageOf(schema));
    return group === undefined ? META : moduleName(group);
  }
}

const packageOf = (schema: string): string => schema.slice(0, schema.lastIndexOf('.'));
const lastPart = (schema: string): string => schema.slice(schema.lastIndexOf('.') + 1);

/** The upstream name, with the group before it where two groups use the same name for different things. */
function uniqueNames(schemas: readonly string[], module: (schema: string) => string): Map<string, string> {
  const count = new Map<string, number>();
  for (const schema of schemas) count.set(lastPart(schema), (count.get(lastPart(schema)) ?? 0) + 1);
  const prefix = (schema: string): string => capital(module(schema).split('.')[0] ?? '');
  return new Map(
    schemas.map((schema) => {
      const name = lastPart(schema);
      return [schema, count.get(name) === 1 ? name : prefix(schema) + name];
    }),
  );
}
