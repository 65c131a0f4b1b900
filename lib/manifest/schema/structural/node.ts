import type { Schema } from '../../../imports/schemas.js';
import type { JsonValue } from '../../../model/index.js';
import { known } from './formats.js';
import { mentions } from './mentions.js';

/** Names and types of a schema, read once; what lies below is made when a value reaches it. */
export class SchemaNode {
  /** Types admitted; empty for any. */
  readonly types: readonly string[];
  /** Format, where the API server knows it. */
  readonly format: string | undefined;
  readonly preserve: boolean;
  readonly embedded: boolean;
  readonly nullable: boolean;
  /** Names of the properties. */
  readonly names: readonly string[];
  /** Names of the properties that have a default. */
  readonly defaulted: readonly string[];
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[];
  readonly oneOf: readonly SchemaNode[];
  /** Whether the schema has no alternatives. */
  readonly plain: boolean;
  private readonly made = new Map<string, SchemaNode>();
  private itemsNode: SchemaNode | undefined;
  private extraNode: SchemaNode | undefined;
  private notNode: SchemaNode | undefined;

  /** @param schema - the schema as the CustomResourceDefinition has it */
  constructor(readonly schema: Schema) {
    const intOrString = schema['x-kubernetes-int-or-string'] === true;
    this.types = intOrString ? ['integer', 'string'] : schema.type === undefined ? [] : [schema.type];
    this.format = schema.format !== undefined && known(schema.format) ? schema.format : undefined;
    this.preserve = schema['x-kubernetes-preserve-unknown-fields'] === true;
    this.embedded = schema['x-kubernetes-embedded-resource'] === true;
    this.nullable = schema.nullable === true;
    this.names = Object.keys(schema.properties ?? {});
    this.defaulted = this.names.filter((name) => schema.properties?.[name]?.default !== undefined);
    this.allOf = (schema.allOf ?? []).map((branch) => new SchemaNode(branch));
    this.anyOf = (schema.anyOf ?? []).map((branch) => new SchemaNode(branch));
    this.oneOf = (schema.oneOf ?? []).map((branch) => new SchemaNode(branch));
    this.plain = !schema.not && this.allOf.length + this.anyOf.length + this.oneOf.length === 0;
  }

  /** Whether the schema or one below it bears rules. */
  get ruled(): boolean {
    return mentions(this.schema, 'rules');
  }

  /** Whether the schema or one below it demands unique items, or holds whole objects. */
  get restricted(): boolean {
    return mentions(this.schema, 'restrictions');
  }

  /** Schema of a named property. */
  property(name: string): SchemaNode | undefined {
    const known = this.made.get(name);
    if (known) return known;
    const { properties } = this.schema;
    const schema = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!schema) return undefined;
    const node = new SchemaNode(schema);
    this.made.set(name, node);
    return node;
  }

  /** Schema of the list items. */
  get items(): SchemaNode | undefined {
    if (!this.itemsNode && this.schema.items) this.itemsNode = new SchemaNode(this.schema.items);
    return this.itemsNode;
  }

  /** Schema of the values of a map. */
  get extra(): SchemaNode | undefined {
    const { additionalProperties } = this.schema;
    if (!this.extraNode && typeof additionalProperties === 'object') {
      this.extraNode = new SchemaNode(additionalProperties);
    }
    return this.extraNode;
  }

  /** Schema that must not fit. */
  get not(): SchemaNode | undefined {
    if (!this.notNode && this.schema.not) this.notNode = new SchemaNode(this.schema.not);
    return this.notNode;
  }

  /** Whether names beyond the properties are admitted. */
  get open(): boolean {
    const { additionalProperties } = this.schema;
    return additionalProperties !== undefined && additionalProperties !== false;
  }

  /** Default that takes the place of a missing value. */
  get default(): JsonValue | undefined {
    return this.schema.default;
  }
}
