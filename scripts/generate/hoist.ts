import type { TypeModel } from './model.js';
import { capital } from './naming.js';
import type { Shape } from './shape.js';

/** Where an object stands in its module. */
export interface Place {
  /** Name that the path of fields suggests. */
  readonly name: string;
  /** Name of the field that holds it. */
  readonly field: string;
  /** Rank of the version of its kind; the lowest is preferred. */
  readonly rank: number;
  /** Number of fields above it. */
  readonly depth: number;
}

/**
 * Gives every object of a module a name. Equal objects in fields of the same name share one: this folds the versions of
 * a kind and what systems repeat, and still leaves no name that speaks of another field.
 */
export class Hoist {
  private readonly found = new Map<string, { place: Place; shape: Shape }>();
  private readonly keys = new Map<Shape, string>();

  /** Notes the objects of a shape. */
  offer(shape: Shape, place: Place): void {
    switch (shape.kind) {
      case 'list':
      case 'map':
      case 'nullable':
        this.offer(shape.of, place);
        return;
      case 'object':
        this.note(shape, place);
        for (const field of shape.fields) {
          const name = place.name + capital(field.name);
          this.offer(field.shape, { ...place, name, field: field.name, depth: place.depth + 1 });
        }
        return;
      case 'plain':
      case 'ref':
    }
  }

  /** The shape of a field with a reference in the place of each object. */
  resolve(shape: Shape, field: string): Shape {
    switch (shape.kind) {
      case 'list':
      case 'map':
      case 'nullable':
        return { ...shape, of: this.resolve(shape.of, field) };
      case 'object':
        return { kind: 'ref', name: this.nameOf(shape, field) };
      case 'plain':
      case 'ref':
        return shape;
    }
  }

  /** The named objects, with references inside, sorted by name. */
  types(): TypeModel[] {
    const types = [...this.found.values()].map(({ place, shape }) => ({
      name: place.name,
      shape: this.resolveFields(shape),
    }));
    types.sort((a, b) => (a.name < b.name ? -1 : 1));
    types.forEach(({ name }, at) => {
      if (types[at + 1]?.name === name) throw new Error(`Two different objects would both be named ${name}.`);
    });
    return types;
  }

  private resolveFields(shape: Shape): Shape {
    if (shape.kind !== 'object') return shape;
    return {
      ...shape,
      fields: shape.fields.map((field) => ({ ...field, shape: this.resolve(field.shape, field.name) })),
    };
  }

  private nameOf(shape: Shape, field: string): string {
    const known = this.found.get(this.identity(shape, field));
    if (!known) throw new Error(`The object in the field ${field} was resolved and had not been offered.`);
    return known.place.name;
  }

  private note(shape: Shape, place: Place): void {
    const identity = this.identity(shape, place.field);
    const known = this.found.get(identity);
    if (!known || better(place, known.place)) this.found.set(identity, { place, shape });
  }

  private identity(shape: Shape, field: string): string {
    return `${field} ${this.key(shape)}`;
  }

  private key(shape: Shape): string {
    const known = this.keys.get(shape);
    if (known !== undefined) return known;
    const key = this.computeKey(shape);
    this.keys.set(shape, key);
    return key;
  }

  private computeKey(shape: Shape): string {
    switch (shape.kind) {
      case 'plain':
        return shape.text;
      case 'ref':
        return `#${shape.name}`;
      case 'list':
        return `[${this.key(shape.of)}]`;
      case 'map':
        return `<${this.key(shape.of)}>`;
      case 'nullable':
        return `(${this.key(shape.of)})?`;
      case 'object':
        return `{${shape.open ? '*' : ''}${shape.fields
          .map((field) => `${JSON.stringify(field.name)}${field.required ? '!' : ''}${this.key(field.shape)}`)
          .join(',')}}`;
    }
  }
}

/** A stable version before others, then the shallowest place, then the alphabet. */
function better(a: Place, b: Place): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.depth === b.depth ? a.name < b.name : a.depth < b.depth;
}
