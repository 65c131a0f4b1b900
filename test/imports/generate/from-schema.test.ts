import type { Schema } from '../../../lib/imports/schema.js';
import { shapeOf } from '../../../scripts/generate/from-schema.js';
import type { Shape } from '../../../scripts/generate/shape.js';

const ref = (name: string): Shape => ({ kind: 'ref', name });
const crd = { defaultsBeforeRequired: true, ref };
const builtin = { defaultsBeforeRequired: false, ref };

describe('shapeOf', () => {
  it.each<[string, Schema, string]>([
    ['a string', { type: 'string' }, 'string'],
    ['an integer', { type: 'integer' }, 'number'],
    ['a number', { type: 'number' }, 'number'],
    ['a boolean', { type: 'boolean' }, 'boolean'],
    ['an enum', { type: 'string', enum: ['A', 'B'] }, "'A' | 'B'"],
    ['an enum with the empty string', { type: 'string', enum: ['', "it's"] }, "'' | 'it\\'s'"],
    ['an enum of numbers', { type: 'integer', enum: [301, 302] }, '301 | 302'],
    ['an enum that repeats itself', { type: 'string', enum: ['A', 'A'] }, "'A'"],
    ['int-or-string', { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }] }, 'number | string'],
    ['a quantity', { oneOf: [{ type: 'string' }, { type: 'number' }] }, 'number | string'],
    ['anything', { 'x-kubernetes-preserve-unknown-fields': true }, 'JsonValue'],
    ['anything that may be null', { 'x-kubernetes-preserve-unknown-fields': true, nullable: true }, 'JsonValue'],
    ['an object without fields', { type: 'object' }, 'JsonObject'],
    ['a free object', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'JsonObject'],
    ['alternatives of objects', { oneOf: [{ type: 'object' }] }, 'JsonValue'],
  ])('types %s', (_, schema, text) => {
    expect(shapeOf(schema, crd)).toEqual({ kind: 'plain', text });
  });

  it('types lists, maps and null', () => {
    const text: Shape = { kind: 'plain', text: 'string' };
    expect(shapeOf({ type: 'array', items: { type: 'string' } }, crd)).toEqual({ kind: 'list', of: text });
    expect(shapeOf({ type: 'object', additionalProperties: { type: 'string' } }, crd)).toEqual({
      kind: 'map',
      of: text,
    });
    expect(shapeOf({ type: 'string', nullable: true }, crd)).toEqual({ kind: 'nullable', of: text });
  });

  it('follows references, also inside allOf', () => {
    const $ref = '#/components/schemas/io.k8s.api.core.v1.PodSpec';
    const expected = ref('io.k8s.api.core.v1.PodSpec');
    expect(shapeOf({ $ref }, builtin)).toEqual(expected);
    expect(shapeOf({ default: {}, allOf: [{ $ref }] }, builtin)).toEqual(expected);
  });

  it('keeps names and order of fields, and those beside unknown ones', () => {
    const shape = shapeOf(
      {
        type: 'object',
        properties: { zeta: { type: 'string' }, 'a-b': { type: 'string' } },
        'x-kubernetes-preserve-unknown-fields': true,
      },
      crd,
    );
    expect(shape).toMatchObject({ kind: 'object', open: true, fields: [{ name: 'zeta' }, { name: 'a-b' }] });
  });

  it('lets a required field be left out only where the server fills it in first', () => {
    const schema: Schema = {
      type: 'object',
      required: ['a', 'b'],
      properties: { a: { type: 'string', default: 'x' }, b: { type: 'string' }, c: { type: 'string' } },
    };
    const required = (dialect: typeof crd): (boolean | undefined)[] => {
      const shape = shapeOf(schema, dialect);
      return shape.kind === 'object' ? shape.fields.map((field) => field.required) : [];
    };
    expect(required(crd)).toEqual([false, true, false]);
    expect(required(builtin)).toEqual([true, true, false]);
  });
});
