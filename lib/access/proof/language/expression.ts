import { complement, codeSpan, eachOf, one, repeat, sequence, span, type Language, type Span } from './syntax.js';

/** Where the reading of an expression stands. */
interface Reader {
  readonly text: string;
  at: number;
  readonly folds: boolean;
}

/** Thrown where an expression uses what this reader does not know; never leaves this file. */
class Unread extends Error {}

const DIGIT: readonly Span[] = [span('0', '9')];
const WORD: readonly Span[] = [...DIGIT, span('a', 'z'), span('A', 'Z'), codeSpan('_')];
const SPACE: readonly Span[] = eachOf(' \t\n\f\r');
const LINE: readonly Span[] = complement([codeSpan('\n')]);
const NEST = 50;

/**
 * The texts that a regular expression takes as a whole; undefined where it uses what is not read here: bounds of words,
 * anchors inside, classes by name, and flags other than `(?i)` in front.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function expressionLanguage(expression: string): Language | undefined {
  const folds = expression.startsWith('(?i)');
  const text = (folds ? expression.slice(4) : expression).replace(/^\^/, '');
  // A dollar behind an escape is a character.
  const ended = /^(?:[^\\]|\\.)*\$$/s.test(text) ? text.slice(0, -1) : text;
  const isAnchored = text !== expression || ended !== text;
  const reader: Reader = { text: ended, at: 0, folds };
  try {
    const language = choice(reader, 0);
    // An anchor in front of a choice holds for its first part alone.
    const ambiguous = isAnchored && language.kind === 'choice' && !folds;
    return reader.at < ended.length || ambiguous ? undefined : language;
  } catch (error) {
    if (error instanceof Unread) return undefined;
    throw error;
  }
}

function choice(reader: Reader, depth: number): Language {
  if (depth > NEST) throw new Unread();
  const parts = [series(reader, depth)];
  while (peek(reader) === '|') {
    reader.at += 1;
    parts.push(series(reader, depth));
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind: 'choice', parts };
}

function series(reader: Reader, depth: number): Language {
  const parts: Language[] = [];
  for (let next = peek(reader); next !== undefined && next !== '|' && next !== ')'; next = peek(reader)) {
    parts.push(repeated(reader, atom(reader, depth)));
  }
  return sequence(parts);
}

function atom(reader: Reader, depth: number): Language {
  const character = take(reader);
  switch (character) {
    case '(':
      return group(reader, depth);
    case '[':
      return one(folded(reader, bracket(reader)));
    case '.':
      return one(LINE);
    case '\\':
      return one(folded(reader, escape(take(reader))));
    case '^':
    case '$':
    case '*':
    case '+':
    case '?':
    case '{':
      throw new Unread();
    default:
      return one(folded(reader, [codeSpan(character)]));
  }
}

function group(reader: Reader, depth: number): Language {
  const named = /^\?(?::|P?<\w+>)/.exec(reader.text.slice(reader.at, reader.at + 80));
  if (named !== null) reader.at += named[0].length;
  else if (peek(reader) === '?') throw new Unread();
  const inner = choice(reader, depth + 1);
  if (take(reader) !== ')') throw new Unread();
  return inner;
}

const COUNT = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}/;

function repeated(reader: Reader, part: Language): Language {
  const [least, most] = times(reader);
  if (least === undefined) return part;
  // What is taken first makes no difference to what is taken as a whole.
  if (peek(reader) === '?') reader.at += 1;
  if (/[*+?]/.test(peek(reader) ?? '') || (most !== undefined && most < least)) throw new Unread();
  return repeat(part, least, most);
}

function times(reader: Reader): readonly [least?: number, most?: number] {
  const next = peek(reader);
  if (next === '*' || next === '+' || next === '?') {
    reader.at += 1;
    return next === '?' ? [0, 1] : [next === '*' ? 0 : 1];
  }
  const [all, least, comma, most] = COUNT.exec(reader.text.slice(reader.at, reader.at + 12)) ?? [];
  if (all === undefined) return [];
  reader.at += all.length;
  const first = Number(least);
  if (comma === undefined) return [first, first];
  return most === undefined ? [first] : [first, Number(most)];
}

/** A class in brackets; a bracket or a caret may stand first as itself. */
function bracket(reader: Reader): readonly Span[] {
  const negated = peek(reader) === '^';
  if (negated) reader.at += 1;
  const spans: Span[] = [];
  for (let isFirst = true; isFirst || peek(reader) !== ']'; isFirst = false) {
    const low = member(reader);
    const [single] = low;
    const isRange = peek(reader) === '-' && reader.text[reader.at + 1] !== ']';
    if (!isRange || single === undefined) {
      spans.push(...low);
      continue;
    }
    reader.at += 1;
    const [high] = member(reader);
    if (high === undefined || low.length > 1 || single[0] > high[1]) throw new Unread();
    spans.push([single[0], high[1]]);
  }
  reader.at += 1;
  return negated ? complement(spans) : spans;
}

function member(reader: Reader): readonly Span[] {
  const character = take(reader);
  if (character === '[' && peek(reader) === ':') throw new Unread();
  return character === '\\' ? escape(take(reader)) : [codeSpan(character)];
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' };

function escape(character: string): readonly Span[] {
  switch (character) {
    case 'd':
      return DIGIT;
    case 'D':
      return complement(DIGIT);
    case 'w':
      return WORD;
    case 'W':
      return complement(WORD);
    case 's':
      return SPACE;
    case 'S':
      return complement(SPACE);
    default: {
      const control = CONTROLS[character];
      if (control !== undefined) return [codeSpan(control)];
      if (/\w/.test(character)) throw new Unread();
      return [codeSpan(character)];
    }
  }
}

/** Both cases of the letters of a set. */
function folded({ folds }: Reader, spans: readonly Span[]): readonly Span[] {
  if (!folds) return spans;
  const [upper, lower] = [span('A', 'Z'), span('a', 'z')];
  const shifted = (by: number, [from, to]: Span): readonly Span[] =>
    spans.flatMap(([first, last]): readonly Span[] => {
      const [low, high] = [Math.max(first, from), Math.min(last, to)];
      return low > high ? [] : [[low + by, high + by]];
    });
  return [...spans, ...shifted(32, upper), ...shifted(-32, lower)];
}

function peek({ text, at }: Reader): string | undefined {
  return text[at];
}

function take(reader: Reader): string {
  const code = reader.text.codePointAt(reader.at);
  if (code === undefined) throw new Unread();
  const character = String.fromCodePoint(code);
  reader.at += character.length;
  return character;
}
