import fc from 'fast-check';
import { rule, type Verdict } from '../../../lib/manifest/schema/cel/index.js';
import type { JsonValue } from '../../../lib/model/index.js';

function kindOf(source: string, self: JsonValue = null): Verdict['kind'] {
  return rule(source).evaluate(self).kind;
}

describe('rules', () => {
  it.each([
    ['1 + 2 * 3 == 7 && -(1) < 0 && 7 / 2 == 3 && 7 % 2 == 1'],
    [`'a' + "b" == 'ab' && r'\\d' == '\\\\d' && """it's""" == "it's"`],
    ['[1, 2].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2].exists_one(x, x == 2)'],
    ['[1, 2, 3].filter(x, x > 1).map(x, x * 2) == [4, 6] && [1, 2].map(x, x > 1, x) == [2]'],
    [`{'a': 1}.all(k, k == 'a') && 'a' in {'a': 1} && !('b' in {'a': 1}) && {'a': 1}['a'] == 1`],
    ['true || 1 / 0 == 1'],
    ['1 / 0 == 1 || true'],
    ['!(false && 1 / 0 == 1) && !(1 / 0 == 1 && false)'],
    [`size('ünï') == 3 && 'ünïx'.substring(1, 3) == 'nï' && 'a,b'.split(',')[1] == 'b'`],
    [`'abc'.find('[bc]+') == 'bc' && 'a1b2'.findAll('[0-9]') == ['1', '2'] && 'ABC'.matches('^(?i)abc$')`],
    [`duration('1h30m') == duration('90m') && duration('1.5s').getMilliseconds() == 1500`],
    [`isURL('https://a.b/c') && url('https://u@a.b:80/c?d=e').getHost() == 'a.b:80' && !isURL('a b')`],
    [`isIP('::1') && !isIP('01.2.3.4') && ip('10.0.0.1').family() == 4 && ip('fe80::1').isLinkLocalUnicast()`],
    [`cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP('11.0.0.0') && !isCIDR('10.0.0.0')`],
    [`quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').add(quantity('0.5')) == quantity('1')`],
    [`!format.dns1123Label().validate('a-b').hasValue() && format.dns1123Label().validate('A').hasValue()`],
    [`[1, 3, 2].max() == 3 && [1, 2].isSorted() && [1, 2].sum() == 3 && sets.contains([1, 2], [2])`],
    [`optional.of(1).orValue(2) == 1 && optional.none().orValue(2) == 2 && {'a': 1}.?b.orValue(3) == 3`],
    [`int('7') == 7 && string(7) == '7' && bool('true') && double('1.5') > 1.0`],
    [`timestamp('2026-01-31T08:00:00Z').getFullYear() == 2026`],
  ])('hold: %s', (source) => {
    expect(kindOf(source)).toBe('holds');
  });

  it.each([
    ['self.a', {}],
    ['self[3] == 1', [1]],
    ['1 / 0 == 1', null],
    [`duration('soon') > duration('1s')`, null],
    [`int(self) > 0`, 'many'],
    ['self.x > 1', { x: 'text' }],
    ['nobody(self)', null],
    ['self ==', null],
    ['[1, 2].all(x, x / 0 == 1)', null],
  ])('that have no result fail: %s', (source, self) => {
    expect(kindOf(source, self)).toBe('failed');
  });

  it('are violated when they give false', () => {
    expect(kindOf('has(self.a) && self.a == 1', { a: 2 })).toBe('violated');
    expect(kindOf('self.all(x, x > 1)', [2, 1])).toBe('violated');
  });

  it('read names that are no names of CEL in their escaped form', () => {
    expect(kindOf('self.__namespace__ == "a" && has(self.__namespace__)', { namespace: 'a' })).toBe('holds');
    expect(kindOf('self.a__dash__b == 1', { 'a-b': 1 })).toBe('holds');
  });

  it('see own fields only', () => {
    expect(kindOf('has(self.constructor) || has(self.toString)', {})).toBe('violated');
  });

  it('compare with the former state on update only', () => {
    expect(kindOf('self == oldSelf', 1)).toBe('holds');
  });

  it('order texts and count characters as the API server does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(kindOf(`size(self) == ${[...text].length}`, text)).toBe('holds');
        expect(kindOf('self.startsWith("") && self.endsWith("") && self + "x" > self', text)).toBe('holds');
      }),
    );
  });

  it('never throw on a text that is no rule', () => {
    fc.assert(fc.property(fc.string(), (text) => ['holds', 'violated', 'failed'].includes(kindOf(text))));
  });
});
