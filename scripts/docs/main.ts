// Writes the generated pages of docs/, or with `--check` says which of them differ from what would be written.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { apiPages } from './api.js';
import { chartsPage } from './charts.js';
import { codesPage } from './codes.js';
import { compatibilityPage } from './compatibility.js';
import { examplePages } from './examples.js';

/** Generated pages, by file. */
const PAGES: Readonly<Record<string, () => string>> = {
  'docs/charts.md': chartsPage,
  'docs/codes.md': codesPage,
  'docs/compatibility.md': compatibilityPage,
};

function main(): void {
  const root = resolve(__dirname, '../..');
  const single = Object.entries(PAGES).map(([name, text]): [string, string] => [name, text()]);
  const pages = [...single, ...Object.entries(apiPages()), ...Object.entries(examplePages())].map(([name, text]) => ({
    name,
    file: join(root, name),
    text,
  }));
  const stale = pages.filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  if (process.argv.includes('--check')) {
    if (stale.length === 0) return;
    console.error(`Not what npm run docs writes: ${stale.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  for (const { file, text } of stale) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

main();
