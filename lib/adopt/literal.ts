/** TypeScript that stands as it is, such as the name of a constant. */
export class Source {
  constructor(readonly text: string) {}
}

/** A value that a program can be written with. */
export type Literal =
  string | number | boolean | Source | readonly Literal[] | { readonly [field: string]: Literal | undefined };

const WIDTH = 120;

/**
 * TypeScript of a value: on one line where it fits, else one field a line.
 *
 * @param value - the value; fields that are undefined are left out
 * @param indent - columns before the line it begins on
 * @param used - columns of that line that are taken, behind the indent
 */
export function literalText(value: Literal, indent = 0, used = 0): string {
  const flat = flatText(value);
  if (!flat.includes('\n') && indent + used + flat.length + 1 <= WIDTH) return flat;
  const [open, close, items] = itemsOf(value);
  if (items.length === 0) return flat;
  const margin = ' '.repeat(indent + 2);
  const lines = items.map(([key, item]) => `${margin}${key}${literalText(item, indent + 2, key.length)},\n`);
  return `${open}\n${lines.join('')}${' '.repeat(indent)}${close}`;
}

/** A text as TypeScript, in single quotes unless it holds some. */
export function stringText(text: string): string {
  const json = JSON.stringify(text);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = json.slice(1, -1).replaceAll('\\"', '"');
  const escaped = quote === "'" ? inner.replaceAll("'", "\\'") : inner;
  return `${quote}${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}${quote}`;
}

/** A name that TypeScript takes for a field or a constant, made from any text: `tenant-a` becomes `tenantA`. */
export function identifier(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const [first = '', ...rest] = words;
  const name = first.toLowerCase() + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) && !RESERVED.has(name) ? name : `its${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

const RESERVED: ReadonlySet<string> = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with ' +
    'implements interface let package private protected public static yield await cluster platform tenant choices'
  ).split(' '),
);

function flatText(value: Literal): string {
  if (typeof value === 'string') return stringText(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Source) return value.text;
  const [open, close, items] = itemsOf(value);
  if (items.length === 0) return `${open}${close}`;
  const inner = items.map(([key, item]) => `${key}${flatText(item)}`).join(', ');
  return open === '[' ? `[${inner}]` : `{ ${inner} }`;
}

function itemsOf(value: Literal): readonly [string, string, readonly (readonly [string, Literal])[]] {
  if (typeof value !== 'object' || value instanceof Source) return ['', '', []];
  if (isList(value)) return ['[', ']', value.map((item) => ['', item] as const)];
  const fields = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [[`${/^[A-Za-z_$][\w$]*$/.test(key) ? key : stringText(key)}: `, item] as const],
  );
  return ['{', '}', fields];
}

function isList(value: object): value is readonly Literal[] {
  return Array.isArray(value);
}
