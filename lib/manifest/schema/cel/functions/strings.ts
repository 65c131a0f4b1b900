import { CelError } from '../ast.js';
import { equal } from '../operators.js';
import { isList, isMap, noOverload, type CelValue } from '../values.js';
import { re2 } from '../../structural/pattern.js';
import { onText, onTexts, wholeNumber, type CelFunction, type Functions } from './signature.js';

/** Number of characters, bytes, items or keys. */
export const SIZE: CelFunction = ([value]) => {
  if (typeof value === 'string') return [...value].length;
  if (isList(value) || value instanceof Uint8Array) return value.length;
  return isMap(value) ? Object.keys(value).length : noOverload('size');
};

/** Methods of texts. */
export const STRING_METHODS = {
  charAt: ([text, at]) => chars('charAt', text)[wholeNumber('charAt', at)] ?? '',
  contains: onTexts('contains', (text, part) => text.includes(part)),
  endsWith: onTexts('endsWith', (text, part) => text.endsWith(part)),
  find: onTexts('find', (text, pattern) => findAll(text, pattern, 1)[0] ?? ''),
  findAll: ([text, pattern, limit]) => {
    if (typeof text !== 'string' || typeof pattern !== 'string') return noOverload('findAll');
    return findAll(text, pattern, limit === undefined ? -1 : wholeNumber('findAll', limit));
  },
  indexOf: ([value, part, from]) => position(value, part, wholeNumber('indexOf', from ?? 0)),
  join: ([list, separator = '']) => {
    if (!isList(list) || typeof separator !== 'string') return noOverload('join');
    return list.map((one) => (typeof one === 'string' ? one : noOverload('join'))).join(separator);
  },
  lastIndexOf: ([value, part]) => {
    if (isList(value)) return value.findLastIndex((one) => equal(one, part ?? null));
    if (typeof value !== 'string' || typeof part !== 'string') return noOverload('lastIndexOf');
    const found = value.lastIndexOf(part);
    return found < 0 ? -1 : [...value.slice(0, found)].length;
  },
  lowerAscii: onText('lowerAscii', (text) => text.replace(/[A-Z]/g, (char) => char.toLowerCase())),
  matches: onTexts('matches', (text, pattern) => expression(pattern).test(text)),
  replace: ([text, from, to, limit]) => replace(text, from, to, limit),
  reverse: ([text]) => chars('reverse', text).reverse().join(''),
  split: ([text, separator, limit]) => split(text, separator, limit),
  startsWith: onTexts('startsWith', (text, part) => text.startsWith(part)),
  substring: ([text, start, end]) => substring(text, start, end),
  trim: onText('trim', (text) => text.trim()),
  upperAscii: onText('upperAscii', (text) => text.replace(/[a-z]/g, (char) => char.toUpperCase())),
} satisfies Functions;

function chars(name: string, text: CelValue | undefined): string[] {
  return typeof text === 'string' ? [...text] : noOverload(name);
}

function expression(pattern: string): NonNullable<ReturnType<typeof re2>> {
  const found = re2(pattern);
  if (!found) throw new CelError(`pattern that does not parse: ${pattern}`);
  return found;
}

function findAll(text: string, pattern: string, limit: number): readonly string[] {
  const matcher = expression(pattern).matcher(text);
  const found: string[] = [];
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

function position(value: CelValue | undefined, part: CelValue | undefined, from: number): number {
  if (isList(value)) return value.findIndex((one) => equal(one, part ?? null));
  if (typeof part !== 'string') return noOverload('indexOf');
  const all = chars('indexOf', value);
  if (from < 0 || from > all.length) throw new CelError(`index out of range: ${from}`);
  const found = all.slice(from).join('').indexOf(part);
  return found < 0 ? -1 : from + [...all.slice(from).join('').slice(0, found)].length;
}

function replace(text?: CelValue, from?: CelValue, to?: CelValue, limit?: CelValue): string {
  if (typeof text !== 'string' || typeof from !== 'string' || typeof to !== 'string') return noOverload('replace');
  const parts = text.split(from);
  const count = limit === undefined ? -1 : wholeNumber('replace', limit);
  if (count < 0 || count >= parts.length) return parts.join(to);
  return [parts.slice(0, count + 1).join(to), ...parts.slice(count + 1)].join(from);
}

function split(text?: CelValue, separator?: CelValue, limit?: CelValue): readonly string[] {
  if (typeof text !== 'string' || typeof separator !== 'string') return noOverload('split');
  const parts = separator === '' ? [...text] : text.split(separator);
  const count = limit === undefined ? -1 : wholeNumber('split', limit);
  if (count < 0 || count >= parts.length) return parts;
  return count === 0 ? [] : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function substring(text?: CelValue, start?: CelValue, end?: CelValue): string {
  const all = chars('substring', text);
  const [from, to] = [wholeNumber('substring', start), wholeNumber('substring', end ?? all.length)];
  if (from < 0 || from > all.length || to < 0 || to > all.length) throw new CelError('index out of range');
  if (from > to) throw new CelError('start of a substring after its end');
  return all.slice(from, to).join('');
}
