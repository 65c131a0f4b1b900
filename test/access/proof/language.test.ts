import fc from 'fast-check';
import { expressionTest, textTest } from '../../../lib/access/policy/text-pattern.js';
import { expressionOf, markedExpression, mixedClasses, valueClasses } from '../../../lib/access/proof/expressions.js';
import { expressionLanguage, textLanguage } from '../../../lib/access/proof/language/index.js';

const leaf = fc.constantFrom(
  'a',
  'b',
  'x',
  '1',
  '/',
  '.',
  '[ab]',
  '[^a]',
  '[0-9]',
  '[]a]',
  String.raw`\d`,
  String.raw`\w`,
  String.raw`\.`,
  '[a-c1]',
  'ab',
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => a + b),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'))
      .map(([a, times]) => `(${a})${times}`),
  ),
}));
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'x', '1', '9', '/', '.', 'Q', ']', 'B', '_'),
  maxLength: 5,
});
const pattern = fc.oneof(expression.map(markedExpression), fc.constantFrom('*', 'a', 'a*', '*b', '/x', 'ab*'));

function meets(patterns: readonly string[], value: string): string {
  return patterns
    .map((each) => {
      const found = expressionOf(each);
      const test = found === undefined ? textTest(each) : expressionTest(found);
      return test?.(value) === true ? '1' : '0';
    })
    .join('');
}

describe('classes over regular expressions', () => {
  it('hold one text for each set of expressions and patterns that any text meets', () => {
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), text, (patterns, value) => {
        const classes = mixedClasses(patterns, textLanguage);
        fc.pre(classes !== undefined);
        expect(classes.map((each) => meets(patterns, each))).toContain(meets(patterns, value));
      }),
    );
  });

  it('hold both cases of letters under (?i)', () => {
    const classes = valueClasses([markedExpression('(?i)ab'), 'Ab', 'aB*']) ?? [];
    const signs = classes.map((each) => meets([markedExpression('(?i)ab'), 'Ab', 'aB*'], each));
    expect(new Set(signs)).toEqual(new Set(['110', '101', '100', '001', '000']));
  });

  it.each([
    ['^/a$', '/a'],
    ['^/a.*', '/a'],
    [String.raw`/a\$`, '/a$'],
    ['(?P<name>a)b', 'ab'],
    ['a{2}', 'aa'],
    [String.raw`[\d-]x`, '-x'],
    ['[a-]', '-'],
    ['a{', undefined],
    [String.raw`a\b`, undefined],
    ['a^b', undefined],
    ['^a|b', undefined],
    ['[[:alpha:]]', undefined],
    ['(?s)a', undefined],
    ['(a', undefined],
    ['a**', undefined],
    ['[b-a]', undefined],
    ['a)', undefined],
  ])('reads %s, or says that it does not', (written, taken) => {
    const language = expressionLanguage(written);
    expect(language === undefined).toBe(taken === undefined);
    if (taken === undefined) return;
    expect(expressionTest(written)?.(taken)).toBe(true);
    const classes = mixedClasses([markedExpression(written), taken], textLanguage) ?? [];
    expect(classes.map((each) => meets([markedExpression(written), taken], each))).toContain('11');
  });

  it('are given up where an expression counts too far', () => {
    expect(valueClasses([markedExpression('(?:[ab]{200}){200}')])).toBeUndefined();
  });
});

describe('a regular expression', () => {
  it.each([
    ['[[:alpha:]]+', 'abc', true],
    ['[[:alpha:]]+', ':]', false],
    ['[]a]', ']', true],
    ['*a', 'a', undefined],
    ['^*', '', true],
    ['(a', 'a', undefined],
    ['a|b', 'ab', false],
    ['a.c', 'abc', true],
  ])('%s of RE2 says of %s: %s', (written, value, says) => {
    expect(expressionTest(written)?.(value)).toBe(says);
  });
});
