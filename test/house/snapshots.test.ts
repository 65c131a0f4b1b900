import { filesBelow, read } from './sources.js';

/** A person reviews a snapshot of this length in one look. */
const LONGEST = 150;

/** Lines of each snapshot of a file, by its name. */
function lengths(text: string): [name: string, lines: number][] {
  const blocks = text.matchAll(/^exports\[`([^]*?)`\] = `([^]*?)`;$/gm);
  return [...blocks].map(([, name = '', body = '']) => [name, body.trim().split('\n').length]);
}

describe('snapshots', () => {
  it('are short enough to be reviewed', () => {
    const all = filesBelow(['test'], '.snap').flatMap((file) =>
      lengths(read(file)).map(([name, lines]) => ({ name: `${file}: ${name}`, lines })),
    );
    const exported = filesBelow(['test'], '.snap').flatMap((file) => read(file).match(/^exports\[/gm) ?? []);
    expect(all.length).toBeGreaterThan(20);
    expect(all).toHaveLength(exported.length);
    expect(all.filter(({ lines }) => lines > LONGEST)).toEqual([]);
  });

  it('are counted one by one', () => {
    const one = 'exports[`a 1`] = `\n{\n  "b": 1,\n}\n`;\n';
    expect(lengths(`// Jest\n\n${one}\nexports[\`c 1\`] = \`"d"\`;\n`)).toEqual([
      ['a 1', 3],
      ['c 1', 1],
    ]);
  });
});
