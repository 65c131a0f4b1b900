import { codesPage } from '../../scripts/docs/codes.js';
import { CODES, type CodeInfo } from '../../lib/model/codes/index.js';
import { filesBelow, librarySources, read } from './sources.js';

const TABLES = filesBelow(['lib/model/codes'], '.ts');

describe('the table of codes', () => {
  it('gives each code once', () => {
    const given = TABLES.flatMap((file) => [...read(file).matchAll(/^ {2}(TM\d+):/gm)].map((match) => match[1]));
    expect(given.length).toBeGreaterThan(50);
    expect(given.toSorted()).toEqual([...new Set(given)].toSorted());
    expect(new Set(given)).toEqual(new Set(Object.keys(CODES)));
  });

  it('has codes of four digits with a title that is no sentence', () => {
    const entries: [string, CodeInfo][] = Object.entries(CODES);
    for (const [code, { title }] of entries) {
      expect(code).toMatch(/^TM[1-9]\d{3}$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  it('holds no code that nothing gives out, unless it is retired', () => {
    const sources = librarySources().filter((file) => !TABLES.includes(file));
    const used = new Set(sources.flatMap((file) => read(file).match(/TM\d{4}/g) ?? []));
    const entries: [string, CodeInfo][] = Object.entries(CODES);
    const idle = entries.filter(([code, { retired = false }]) => used.has(code) === retired).map(([code]) => code);
    expect(idle).toEqual([]);
  });

  it('is the page docs/codes.md', () => {
    expect(read('docs/codes.md')).toBe(codesPage());
  });
});
