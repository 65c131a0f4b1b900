import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cited } from '../access/pages.js';

const ACCESS = join(__dirname, '../access');
/** Tables that say what a text means here, and so rest on no page of others. */
const OWN = ['parse-end.test.ts'];

/** Tests of steps that no recorded decision covers. */
function modelled(): readonly string[] {
  const path = readdirSync(join(ACCESS, 'path')).filter((name) => name.endsWith('.test.ts') && !OWN.includes(name));
  return [...path.map((name) => join('path', name)), join('proof', 'outside.test.ts')];
}

describe('tables of cases for steps that are modelled', () => {
  it.each(modelled())('%s names the page that each row rests on', (name) => {
    const text = readFileSync(join(ACCESS, name), 'utf8');
    const tables = text.match(/\b(?:it|test|describe)\.each\b/g) ?? [];
    expect(text.match(/\bit\.each\(\s*cited\(/g) ?? []).toHaveLength(tables.length);
  });

  it('are refused where a row names none', () => {
    expect(cited([['https://istio.io/latest/docs/: it holds', 1]])).toHaveLength(1);
    expect(() => cited([['3.1: it holds']])).toThrow('A case names no upstream page it rests on: 3.1: it holds');
    expect(() => cited([['https://example.com/: it holds']])).toThrow('A case names no upstream page');
  });
});
