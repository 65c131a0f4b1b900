import { CelSyntaxError } from './ast.js';

/** A piece of an expression. */
export type Token =
  | { readonly kind: 'ident'; readonly text: string }
  | { readonly kind: 'op'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'end' };

const SPACE = /(?:[\t\n\f\r ]+|\/\/[^\n]*)+/y;
const IDENT = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)[uU]?/y;
const STRING = /([rRbB]{0,2})("""|'''|"|')/y;
const OPERATOR = /&&|\|\||[<>=!]=|[-+*/%<>!?:.,()[\]{}]/y;

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Splits an expression into tokens; the last one is the end. */
export function tokens(source: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(SPACE, source, at)?.[0].length ?? 0;
    if (at >= source.length) return [...found, { kind: 'end' }];
    const { token, end } = next(source, at);
    found.push(token);
    at = end;
  }
}

function next(source: string, at: number): { token: Token; end: number } {
  const quote = matchAt(STRING, source, at);
  if (quote) return text(source, at + quote[0].length, quote[1]?.toLowerCase() ?? '', quote[2] ?? '');
  const number = matchAt(NUMBER, source, at);
  if (number) {
    const value = Number(number[0].replace(/[uU]$/, ''));
    return { token: { kind: 'number', value }, end: at + number[0].length };
  }
  const ident = matchAt(IDENT, source, at);
  if (ident) return { token: { kind: 'ident', text: ident[0] }, end: at + ident[0].length };
  const op = matchAt(OPERATOR, source, at);
  if (!op) throw new CelSyntaxError(`unexpected '${source.charAt(at)}' at ${at}`);
  return { token: { kind: 'op', text: op[0] }, end: at + op[0].length };
}

function text(source: string, start: number, prefix: string, quote: string): { token: Token; end: number } {
  const raw = prefix.includes('r');
  let at = start;
  while (!source.startsWith(quote, at)) {
    if (at >= source.length) throw new CelSyntaxError('text that does not end');
    at += source.charAt(at) === '\\' && !raw ? 2 : 1;
  }
  const body = source.slice(start, at);
  const value = raw ? body : unescape(body);
  const token: Token = prefix.includes('b')
    ? { kind: 'bytes', value: new TextEncoder().encode(value) }
    : { kind: 'string', value };
  return { token, end: at + quote.length };
}

function unescape(body: string): string {
  return body.replace(
    /\\(x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)/gs,
    (_, code: string) => {
      if (/^[xXuU]./.test(code)) return String.fromCodePoint(parseInt(code.slice(1), 16));
      if (/^\d/.test(code)) return String.fromCodePoint(parseInt(code, 8));
      return SIMPLE[code] ?? code;
    },
  );
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
