import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(__dirname, 'beyond.txt');

/** Rules of the server's own code that the schema check does not have: `<kind> <field>: <reason>`. */
export function readBeyond(): ReadonlySet<string> {
  let kind = '';
  const rules = readFileSync(FILE, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('# ')) kind = line.slice(2);
      return line === '' || line.startsWith('#') ? [] : [`${kind} ${line}`];
    });
  return new Set(rules);
}

/** Writes the list down, by kind. */
export function writeBeyond(rules: Iterable<string>): void {
  const kinds = new Map<string, string[]>();
  for (const rule of [...new Set(rules)].sort()) {
    const space = rule.indexOf(' ');
    const kind = rule.slice(0, space);
    kinds.set(kind, [...(kinds.get(kind) ?? []), rule.slice(space + 1)]);
  }
  writeFileSync(FILE, [...kinds].map(([kind, lines]) => `# ${kind}\n${lines.join('\n')}\n`).join('\n'));
}
