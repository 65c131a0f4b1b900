import type { TypeModel } from './model.js';
import { capital } from './naming.js';
import type { Shape } from './shape.js';

/** Where an object stands in its module. */
export interface Place {
  /** Name that the path of fields suggests. */
  readonly name: string;
  /** Kind it belongs to. */
  readonly kind: string;
  /** Name of the field that holds it. */
  readonly field: string;
  /** Rank of the version of its kind; the lowest is preferred. */
  readonly rank: number;
  /** Number of fields above it. */
  readonly depth: number;
}

/**
 * Gives every object of a module a name. Equal objects of one kind share it where the fields that hold them have the
 * same name: this folds the versions of a kind, and still leaves no name that speaks of another kind or field.
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
  resolve(shape: Shape, at: Pick<Place, 'kind' | 'field'>): Shape {
    switch (shape.kind) {
      case 'list':
      case 'map':
      case 'nullable':
        return { ...shape, of: this.resolve(shape.of, at) };
      case 'object':
        return { kind: 'ref', name: this.nameOf(shape, at) };
      case 'plain':
      case 'ref':
        return shape;
    }
  }

  /** The named objects, with references inside, sorted by name. */
  types(): TypeModel[] {
    const types = [...this.found.values()].map(({ place, shape }) => ({
      name: place.name,
      shape: this.resolveFields(shape, place.kind),
    }));
    types.sort((a, b) => (a.name < b.name ? -1 : 1));
    types.forEach(({ name }, at) => {
      if (types[at + 1]?.name === name) throw new Error(`Two different objects would both be named ${name}.`);
    });
    return types;
  }

  private resolveFields(shape: Shape, kind: string): Shape {
    if (shape.kind !== 'object') return shape;
    return {
      ...shape,
      fields: shape.fields.map((field) => ({
        ...field,
        shape: this.resolve(field.shape, { kind, field: field.name }),
      })),
    };
  }

  private nameOf(shape: Shape, at: Pick<Place, 'kind' | 'field'>): string {
    const known = this.found.get(this.identity(shape, at));
    if (!known) throw new Error(`The object in the field ${at.field} was resolved and had not been offered.`);
    return known.place.name;
  }

  private note(shape: Shape, place: Place): void {
    const identity = this.identity(shape, place);
    const known = this.found.get(identity);
    if (!known || better(place, known.place)) this.found.set(identity, { place, shape });
  }

  private identity(shape: Shape, { kind, field }: Pick<Place, 'kind' | 'field'>): string {
    return `${kind} ${field} ${this.key(shape)}`;
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
