import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from '../../lib/cli/program.js';

/** What one command printed, and how it ended. */
export interface Ran {
  readonly command: readonly string[];
  readonly result: string;
  readonly note: string;
  readonly exit: number;
}

/** Runs a command with a folder as its working directory. */
export function runIn(folder: string, command: readonly string[]): Ran {
  const before = process.cwd();
  let [result, note] = ['', ''];
  process.chdir(folder);
  try {
    const exit = runProgram(command, { result: (text) => (result += text), note: (text) => (note += text) });
    return { command, result, note, exit };
  } finally {
    process.chdir(before);
  }
}

/** Commands as a terminal shows them; what went to standard error is marked. */
export function transcript(runs: readonly Ran[]): string {
  return runs
    .map(({ command, result, note, exit }) => {
      const errors = note.replaceAll(/^(?=.)/gm, '! ');
      return `$ tenant-mesh ${command.map(quoted).join(' ')}\n${result}${errors}exit ${String(exit)}\n`;
    })
    .join('\n');
}

function quoted(word: string): string {
  return /^[\w./:=@,-]+$/.test(word) ? word : `'${word}'`;
}

/** Holds a text to a file; `UPDATE_GOLDEN=1` writes the file, for the diff to be reviewed. */
export function expectGolden(name: string, actual: string): void {
  const path = join(__dirname, 'golden', name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  expect(existsSync(path)).toBe(true);
  expect(actual).toBe(readFileSync(path, 'utf8'));
}
