import { fronts, publicNames } from './public-names.js';
import { librarySources, read } from './sources.js';
import { surfaceFaults } from './surface.js';

describe('the exported surface', () => {
  it('is documented and read-only, says its defaults, and knows no any', () => {
    const files = librarySources();
    expect(files.length).toBeGreaterThan(20);
    const seen = publicNames(fronts());
    const faults = files.flatMap((file) =>
      surfaceFaults(file, read(file), (name) => seen.has(file) && (seen.get(file)?.has(name) ?? true)),
    );
    expect(faults).toEqual([]);
  });
});

describe('the reader of the surface', () => {
  const faults = (text: string): string[] => surfaceFaults('a.ts', text, () => true);

  it.each([
    ['an undocumented declaration', 'export interface A {}', 'a.ts:1 A has no documentation'],
    ['an undocumented constant', 'export const a = 1;', 'a.ts:1 a has no documentation'],
    ['an undocumented prop', '/** A. */ export interface A { readonly b: string }', 'a.ts:1 b has no documentation'],
    ['a writable prop', '/** A. */ export interface A {\n/** B. */ b: string }', 'a.ts:2 b is not readonly'],
    [
      'an optional prop without default',
      '/** A. */ export interface A {\n/** B. */ readonly b?: 1 }',
      'a.ts:2 b has no @default',
    ],
    [
      'an empty default',
      '/** A. */ export interface A {\n/** B.\n * @default */ readonly b?: 1 }',
      'a.ts:3 b has no @default',
    ],
    ['a writable member of a union', "/** A. */ export type A = { kind: 'a' };", 'a.ts:1 kind is not readonly'],
    ['an undocumented method', '/** A. */ export class A { b(): void {} }', 'a.ts:1 b has no documentation'],
    ['a writable field', '/** A. */ export class A {\n/** B. */ b = 1; }', 'a.ts:2 b is not readonly'],
    ['any', 'let a: any;', 'a.ts:1 any'],
  ])('sees %s', (_, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it.each([
    ['a documented prop with a default', '/** A. */ export interface A {\n/** B.\n * @default 1 */ readonly b?: 1 }'],
    ['private and overridden members', '/** A. */ export class A { private b = 1; #c = 2; override d(): void {} }'],
    ['what is not exported', 'interface A { b: string }'],
    ['later overloads', '/** A. */ export function a(b: string): void;\nexport function a(b: number): void;'],
  ])('is quiet about %s', (_, text) => {
    expect(faults(text)).toEqual([]);
  });
});
