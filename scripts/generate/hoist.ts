import type { TypeModel } from './model.js';
import { capital } from './naming.js';
import type { Shape } from './shape.js';

/** Number of fields, at all depths, from which kinds share an object. */
const LARGE = 15;

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

/** The part of a place that decides with what an object may share its name. */
type Spot = Pick<Place, 'kind' | 'field'>;

/**
 * Gives every object of a module a name. Equal objects of one kind share it where the fields that hold them have the
 * same name: this folds the versions of a kind, and leaves no name that speaks of another field. Kinds share a name only
 * for an object so large (the affinity of a pod, say) that writing it once weighs more than the kind in its name.
 */
export class Hoist {
  private readonly found = new Map<string, { place: Place; shape: Shape }>();
  private readonly keys = new Map<Shape, string>();
  private readonly large = new Map<Shape, boolean>();
  private readonly roots: { readonly shape: Shape; readonly place: Place }[] = [];

  /** Notes the objects of a top-level field. */
  offer(shape: Shape, place: Place): void {
    this.roots.push({ shape, place });
    this.visit(shape, place);
  }

  private visit(shape: Shape, place: Place): void {
    switch (shape.kind) {
      case 'list':
      case 'map':
      case 'nullable':
        this.visit(shape.of, place);
        return;
      case 'object':
        this.note(shape, place);
        for (const field of shape.fields) {
          const name = place.name + capital(field.name);
          this.visit(field.shape, { ...place, name, field: field.name, depth: place.depth + 1 });
        }
        return;
      case 'plain':
      case 'ref':
    }
  }

  /** The shape of a field with a reference in the place of each object. */
  resolve(shape: Shape, at: Spot): Shape {
    switch (shape.kind) {
      case 'list':
      case 'map':
      case 'nullable':
        return { ...shape, of: this.resolve(shape.of, at) };
      case 'object':
        return { kind: 'ref', name: this.lookUp(shape, at).place.name };
      case 'plain':
      case 'ref':
        return shape;
    }
  }

  /** The named objects, with references inside, sorted by name. */
  types(): TypeModel[] {
    const reached = new Map<string, TypeModel & { readonly key: string }>();
    for (const { shape, place } of this.roots) this.reach(shape, place, reached);
    return [...reached.values()].map(({ name, shape }) => ({ name, shape })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Follows the names that are really referred to: below a shared object, those of one kind. */
  private reach(shape: Shape, at: Spot, reached: Map<string, TypeModel & { readonly key: string }>): void {
    if (shape.kind === 'plain' || shape.kind === 'ref') return;
    if (shape.kind !== 'object') {
      this.reach(shape.of, at, reached);
      return;
    }
    const { place, shape: preferred } = this.lookUp(shape, at);
    const key = this.identity(shape, at);
    const known = reached.get(place.name);
    if (known && known.key !== key) throw new Error(`Two different objects would both be named ${place.name}.`);
    if (known) return;
    reached.set(place.name, { name: place.name, shape: this.resolveFields(preferred, place.kind), key });
    if (preferred.kind !== 'object') return;
    for (const field of preferred.fields) this.reach(field.shape, { kind: place.kind, field: field.name }, reached);
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

  private lookUp(shape: Shape, at: Spot): { readonly place: Place; readonly shape: Shape } {
    const known = this.found.get(this.identity(shape, at));
    if (!known) throw new Error(`The object in the field ${at.field} was resolved and had not been offered.`);
    return known;
  }

  private note(shape: Shape, place: Place): void {
    const identity = this.identity(shape, place);
    const known = this.found.get(identity);
    if (!known || better(place, known.place)) this.found.set(identity, { place, shape });
  }

  private identity(shape: Shape, { kind, field }: Spot): string {
    return `${this.isLarge(shape) ? '' : kind} ${field} ${this.key(shape)}`;
  }

  private isLarge(shape: Shape): boolean {
    const known = this.large.get(shape) ?? fieldsBelow(shape) >= LARGE;
    this.large.set(shape, known);
    return known;
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

/** Number of fields of a shape at all depths. */
function fieldsBelow(shape: Shape): number {
  if (shape.kind === 'plain' || shape.kind === 'ref') return 0;
  if (shape.kind !== 'object') return fieldsBelow(shape.of);
  return shape.fields.reduce((sum, field) => sum + 1 + fieldsBelow(field.shape), 0);
}
