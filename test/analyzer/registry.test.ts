import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RULES, findingsOf } from '../../lib/analyzer/index.js';
import { CODES } from '../../lib/model/index.js';
import { indexPage } from './index-page.js';
import { setOf } from './rule-tester.js';

const root = join(__dirname, '..', '..');
const pages = join(root, 'docs', 'rules');
const HEADINGS = ['## Refused', '## Accepted', '## When to waive'];

/** YAML blocks of one section of a page. */
function blocks(page: string, heading: string): readonly string[] {
  const section = page.split(/^(?=## )/m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml = '']) => yaml);
}

describe('the registry of rules', () => {
  it('is sorted by code, and codes and names are unique', () => {
    const codes = RULES.map(({ meta }) => meta.code);
    expect(codes).toEqual([...codes].sort());
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(RULES.map(({ meta }) => meta.name)).size).toBe(RULES.length);
  });

  it('holds every rule file, and the code table holds every rule', () => {
    const files = readdirSync(join(root, 'lib', 'analyzer', 'rules'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .sort();
    expect(files).toEqual(RULES.map(({ meta }) => `${meta.area}/${meta.name}.ts`).sort());
    const ruleCodes = Object.keys(CODES).filter((code) => /^TM4[1-9]/.test(code));
    expect(RULES.map(({ meta }) => meta.code).sort()).toEqual(ruleCodes.sort());
  });

  it('has every rule in the index of pages', () => {
    expect(readFileSync(join(pages, 'README.md'), 'utf8')).toBe(indexPage(RULES));
  });

  it('has no page without a rule', () => {
    const names = readdirSync(pages).filter((file) => file !== 'README.md');
    expect(names.sort()).toEqual(RULES.map(({ meta }) => `${meta.name}.md`).sort());
  });
});

describe.each(RULES.map((rule) => [rule.meta.name, rule] as const))('rule %s', (name, rule) => {
  const page = readFileSync(join(pages, `${name}.md`), 'utf8');

  it('has a page with the fixed headings, and a test', () => {
    expect(page.startsWith(`# ${rule.meta.code} ${name}\n\n${rule.meta.summary}\n`)).toBe(true);
    expect(page.match(/^## .*$/gm)).toEqual(HEADINGS);
    expect(existsSync(join(__dirname, 'rules', rule.meta.area, `${name}.test.ts`))).toBe(true);
  });

  it('refuses each block of its page that says so, and no other', () => {
    const [refused, accepted] = [blocks(page, '## Refused'), blocks(page, '## Accepted')];
    expect(refused.length).toBeGreaterThan(0);
    expect(accepted.length).toBeGreaterThan(0);
    for (const yaml of refused) expect(findingsOf(rule, setOf(yaml))).not.toEqual([]);
    for (const yaml of accepted) expect(findingsOf(rule, setOf(yaml))).toEqual([]);
  });

  it('reads exactly the kinds that it declares', () => {
    const read = new Set<string>();
    const all = [...blocks(page, '## Refused'), ...blocks(page, '## Accepted')];
    for (const yaml of all) findingsOf(rule, setOf(yaml), (kind) => read.add(kind));
    expect([...read].sort()).toEqual([...rule.meta.inputs].sort());
  });

  it('says what happens and what to write as sentences', () => {
    expect(rule.meta.summary).toMatch(/^[A-Z`].*\.$/);
    expect(rule.meta.remedy).toMatch(/^[A-Z`].*\.$/);
  });
});
