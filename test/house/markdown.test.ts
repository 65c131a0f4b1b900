import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { listDoors, specifier } from '../../scripts/doors.js';
import { blocksOf, compileFaults, deadLinks, pages, type Block } from './markdown.js';
import { ROOT, read } from './sources.js';

const blocks = pages().flatMap((page) => blocksOf(page, read(page)));
const block = (text: string): Block => ({ where: 'a.md:1', page: 'a.md', language: 'ts', info: '', text });

describe('pages', () => {
  it('hold TypeScript that compiles against the doors', () => {
    expect(compileFaults(blocks.filter(({ language }) => language === 'ts'))).toEqual([]);
  }, 120_000);

  it('import only doors that the package has', () => {
    const doors = listDoors(ROOT).map(specifier);
    const strangers = blocks.flatMap(({ where, text }) =>
      [...text.matchAll(/from '(tenant-mesh[^']*)'/g)]
        .filter((match) => !doors.includes(match[1] ?? ''))
        .map((match) => `${where} ${match[1] ?? ''}`),
    );
    expect(strangers).toEqual([]);
  });

  it('quote files of the project as they are', () => {
    const quotes = blocks.filter(({ info }) => info.startsWith('from='));
    const stale = quotes.filter(({ info, text }) => {
      const file = info.slice('from='.length).trim();
      return !existsSync(join(ROOT, file)) || !read(file).includes(text);
    });
    expect(stale.map(({ where, info }) => `${where} ${info}`)).toEqual([]);
  });

  it('link to files that are there', () => {
    expect(pages().flatMap(deadLinks)).toEqual([]);
  });
});

describe('the reader of pages', () => {
  it('finds fenced blocks with line, language and info', () => {
    const found = blocksOf('a.md', 'text\n\n```yaml from=b.yaml\na: 1\n```\n\n```ts\nlet a;\n```\n');
    expect(found).toEqual([
      { where: 'a.md:3', page: 'a.md', language: 'yaml', info: 'from=b.yaml', text: 'a: 1\n' },
      { where: 'a.md:7', page: 'a.md', language: 'ts', info: '', text: 'let a;\n' },
    ]);
  });

  it('reports blocks that do not compile, and only those', () => {
    const doors = "import { NamespaceV1 } from 'tenant-mesh/kubernetes/kinds';\n";
    const good = block(`${doors}export const kind: string = NamespaceV1.kind;\n`);
    const bad = { ...block(`${doors}export const kind: number = NamespaceV1.kind;\n`), where: 'b.md:2' };
    expect(compileFaults([good, bad])).toEqual(["b.md:2 Type 'string' is not assignable to type 'number'."]);
  }, 120_000);
});
