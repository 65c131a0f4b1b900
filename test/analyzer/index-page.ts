import type { Rule } from '../../lib/analyzer/index.js';
import { CODES } from '../../lib/model/index.js';

const HEAD = `# Rules

What needs several objects to be seen is a rule. Every synth runs all of them and stops at an error; they read plain YAML as well. The blocks on each page are run as tests.

`;
const COLUMNS = ['code', 'rule', 'area', 'level', 'what is wrong', "Istio's own code"];

/** Text of docs/rules/README.md: every rule as one line of a table, in columns of one width. */
export function indexPage(rules: readonly Rule[]): string {
  const rows = rules.map(({ meta: { code, name, area, istioCode } }) => {
    const { level, title } = CODES[code];
    return [code, `[${name}](${name}.md)`, area, level, title, istioCode ?? ''];
  });
  const widths = COLUMNS.map((_, at) => Math.max(...[COLUMNS, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  return HEAD + [COLUMNS, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}
