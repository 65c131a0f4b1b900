/** A type to be written, free of the dialect of schema it came from. */
export type Shape =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'nullable'; readonly of: Shape }
  | { readonly kind: 'object'; readonly fields: readonly Field[]; readonly open: boolean };

/** A field of an object. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly shape: Shape;
}

/** A shape without structure of its own. */
export const plain = (text: string): Shape => ({ kind: 'plain', text });

/** Text of a field name as TypeScript wants it. */
export const fieldName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));

/** A string literal in the style of the project. */
export const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
