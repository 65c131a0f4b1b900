import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const GOLDEN = join(__dirname, '..', 'golden');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** Holds a text to a file; `UPDATE_GOLDEN=1` writes the file, for the diff to be reviewed. */
export function expectGolden(name: string, actual: string): void {
  const path = join(GOLDEN, name);
  if (UPDATE) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  expect(existsSync(path)).toBe(true);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}
