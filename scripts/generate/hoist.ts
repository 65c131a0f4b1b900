import type { TypeModel } from './model.js';
import { capital } from './naming.js';
import type { Shape } from './shape.js';

/** Gives every object of a module a name, and equal objects the same one. */
export class Hoist {
  private readonly names = new Map<string, Candidate>();
  private readonly keys = new Map<Shape, string>();
  private readonly owners = new Map<string, string>();

  /** Offers names for the objects of a shape; roots must be offered best first. */
  offer(shape: Shape, name: string, rank: number, depth = 0): void {
    switch (shape.kind) {
      case 'list':
      case 'map':
      case 'nullable':
        this.offer(shape.of, name, rank, depth);
        return;
      case 'object':
        this.note(this.key(shape), { name, rank, depth, shape });
        for (const field of shape.fields) this.offer(field.shape, name + capital(field.name), rank, depth + 1);
        return;
      case 'plain':
      case 'ref':
    }
  }

  /** The shape with a reference in the place of each object. */
  resolve(shape: Shape): Shape {
    switch (shape.kind) {
      case 'list':
      case 'map':
      case 'nullable':
        return { ...shape, of: this.resolve(shape.of) };
      case 'object':
        return { kind: 'ref', name: this.nameOf(shape) };
      case 'plain':
      case 'ref':
        return shape;
    }
  }

  /** The named objects, with references inside, sorted by name. */
  types(): TypeModel[] {
    for (const [key, { name }] of this.names) this.claim(name, key);
    return [...this.names.values()]
      .map(({ name, shape }) => ({ name, shape: this.resolveFields(shape) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private resolveFields(shape: Shape): Shape {
    if (shape.kind !== 'object') return shape;
    return { ...shape, fields: shape.fields.map((field) => ({ ...field, shape: this.resolve(field.shape) })) };
  }

  private claim(name: string, key: string): void {
    const owner = this.owners.get(name);
    if (owner !== undefined && owner !== key) throw new Error(`Two different objects would both be named ${name}.`);
    this.owners.set(name, key);
  }

  private nameOf(shape: Shape): string {
    const candidate = this.names.get(this.key(shape));
    if (!candidate) throw new Error('An object was resolved that had not been offered.');
    return candidate.name;
  }

  private note(key: string, offered: Candidate): void {
    const known = this.names.get(key);
    if (!known || better(offered, known)) this.names.set(key, offered);
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

interface Candidate {
  readonly name: string;
  readonly rank: number;
  readonly depth: number;
  readonly shape: Shape;
}

/** A stable version before others, then the shallowest place, then the alphabet. */
function better(a: Candidate, b: Candidate): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.depth === b.depth ? a.name < b.name : a.depth < b.depth;
}
