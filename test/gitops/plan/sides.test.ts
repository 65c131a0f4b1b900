import { shownSides } from '../../../lib/gitops/plan/sides.js';

const long = (end: string): string => `${'values: '.repeat(40)}${end}${'more '.repeat(40)}`;

describe('the two sides of a changed field', () => {
  it.each([
    ['short values whole', 3, 'three', ['3', '"three"']],
    ['a value that was not there', undefined, { a: 1 }, ['(none)', '{"a":1}']],
    [
      'of a long text what it ended with',
      'a'.repeat(130),
      'a'.repeat(140),
      [`...${'a'.repeat(24)}"`, `...${'a'.repeat(34)}"`],
    ],
    ['a long value beside a short one', 'b'.repeat(200), 'a', [`"${'b'.repeat(116)}...`, '"a"']],
  ])('show %s', (_, before, after, shown) => {
    expect(shownSides(before, after)).toEqual(shown);
  });

  it('show where two long texts part', () => {
    const [before, after] = shownSides(long('one '), long('other '));
    expect(before).toMatch(/^\.\.\..{23,25}ne .*\.\.\.$/);
    expect(after).toMatch(/^\.\.\..{23,25}ther .*\.\.\.$/);
    expect([before.length, after.length]).toEqual([120, 120]);
  });
});
