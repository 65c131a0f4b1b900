import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { parse } from 'yaml';
import { documentText, documentsText, scalarText } from '../../lib/manifest/index.js';

/** Strings whose stock text misleads some reader, with what we write. */
const EXCEPTIONS: readonly (readonly [why: string, value: string, text: string])[] = [
  ['octal of YAML 1.2, 15 to Go', '0o17', '"0o17"'],
  ['hexadecimal with a capital X, 31 to Go', '0X1F', '"0X1F"'],
  ['binary with a capital B, 1 to Go', '0B1', '"0B1"'],
  ['exponent with an underscore, a number to Go', '1e1_0', '"1e1_0"'],
  ['hexadecimal after an underscore, a number to Go', '0_x1F', '"0_x1F"'],
  ['next line, a space to Go', 'a\u0085b', '"a\\u0085b"'],
  ['line separator, unreadable to Go', 'a\u2028b', '"a\\u2028b"'],
  ['paragraph separator, unreadable to Go', 'a\u2029b', '"a\\u2029b"'],
  ['delete, unreadable to Go', 'a\x7fb', '"a\\u007fb"'],
  ['a C1 control, unreadable to Go', 'a\x90b', '"a\\u0090b"'],
  ['byte order mark, dropped by some', '\ufeffa', '"\\ufeffa"'],
  ['merge key, refused by Python', '<<', '"<<"'],
  ['value key, refused by Python', '=', '"="'],
  ['tab in plain text, refused by Python', 'a\tb', '"a\\tb"'],
];

const HARD = [
  'true',
  'yes',
  'off',
  'Y',
  'null',
  '~',
  '',
  ' a',
  'a ',
  '8080',
  '1e5',
  'e5',
  '1_000',
  '0777',
  '1:30',
  '2024-01-01',
  '.inf',
  '.5',
  '-1',
  '+1',
  '-',
  '?',
  '- a',
  'a: b',
  'a:',
  ':a',
  'a #b',
  '#a',
  '*',
  '&a',
  '!a',
  '@a',
  '`a',
  '%a',
  '|',
  '{a}',
  '[a]',
  "it's",
  'say "x"',
  `'"`,
  '---',
  '--- a',
  '...',
  'a\nb',
  'a\n',
  '\na',
  '\n',
  ' a\nb',
  'a \nb',
  '---\na',
  'a\n\n\n',
  'a\r\nb',
  '\x01',
  'é',
  '😀',
  'a\\b',
  '${a}',
  '10.0.0.1',
  '10.0.0.0/8',
  '30s',
  '1Gi',
  'a, b',
  'a,b',
];

function wraps(value: string): readonly object[] {
  return [
    { a: value },
    { a: { b: [value, [value], { c: value, d: { e: [[value]] } }] } },
    { [value]: 1 },
    { a: [{ [value]: value }] },
  ];
}

function isException(text: string): boolean {
  const bare = text.replaceAll('_', '');
  const number = /^[-+]?(?:0[xXoObB][0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;
  return /[\t\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/.test(text) || text === '<<' || text === '=' || number.test(bare);
}

const scalar = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', '"', "'", '0', '1', 'e', '.', '_', 'x', '/', '%', '{'),
  }),
  fc.constantFrom(...HARD),
);
const plain = scalar.filter((text) => !isException(text));

function trees(text: fc.Arbitrary<string>): fc.Arbitrary<Record<string, unknown>> {
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    node: fc.oneof(
      { depthSize: 'small' },
      tie('leaf'),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(text, tie('node'), { maxKeys: 4, noNullPrototype: true }),
    ),
    tree: fc.dictionary(text, tie('node'), { maxKeys: 5, noNullPrototype: true }),
  }));
  return tree;
}

describe('text of a document', () => {
  it.each(HARD)('equals stock for %j in every place', (value) => {
    for (const document of wraps(value)) expect(documentText(document)).toBe(Yaml.stringify(document));
  });

  it('equals stock for any data without the exceptions', () => {
    fc.assert(
      fc.property(trees(plain), (document) => {
        expect(documentText(document)).toBe(Yaml.stringify(document));
      }),
      { numRuns: 400 },
    );
  });

  it.each(EXCEPTIONS)('departs from stock for %s', (_why, value, text) => {
    expect(documentText({ a: value })).toBe(`a: ${text}\n`);
    expect(documentText({ a: value })).not.toBe(Yaml.stringify({ a: value }));
    expect(documentText({ [value]: 1 })).toBe(`${text}: 1\n`);
  });

  it('writes data that occurs twice twice, where stock writes an alias', () => {
    const shared = { a: 1 };
    expect(Yaml.stringify({ p: shared, q: shared })).toContain('*a1');
    expect(documentText({ p: shared, q: shared })).toBe('p:\n  a: 1\nq:\n  a: 1\n');
  });

  it.each(['1.1', '1.2'] as const)('is read back as the same data by YAML %s', (version) => {
    fc.assert(
      fc.property(trees(scalar.filter((text) => text.isWellFormed())), (document) => {
        const data: unknown = parse(documentText(document), { version });
        expect(data).toEqual(document);
      }),
      { numRuns: 400 },
    );
  });

  it('leaves keys too long for one line, and values that are no data, to the YAML package', () => {
    const long = { ['k'.repeat(1100)]: { a: [1] } };
    expect(documentText(long)).toBe(Yaml.stringify(long));
    const odd = { a: NaN, b: Infinity, c: new Date(0) };
    expect(documentText(odd)).toBe(Yaml.stringify(odd));
  });

  it('joins documents as stock does', () => {
    const documents = [{ a: 1 }, {}, [], [1], undefined, { b: 2 }];
    expect(documentsText(documents)).toBe(Yaml.stringify(...documents));
    expect(documentsText([])).toBe('');
  });

  it('keeps a scalar on one line where a comment follows', () => {
    expect(scalarText('1.0')).toBe('"1.0"');
    expect(scalarText('v1.0')).toBe('v1.0');
    expect(scalarText('a\nb')).toBe('"a\\nb"');
  });
});
