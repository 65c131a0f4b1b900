#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { runProgram } from './program.js';

process.exitCode = runProgram(process.argv.slice(2), {
  result: (text) => writeAll(1, text),
  note: (text) => writeAll(2, text),
});

/** Writes all of a text; a pipe may take it in parts, and may ask to be tried again. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      // Who reads has seen enough, as `head` has.
      if (hasCode(error, 'EPIPE')) return;
      if (!hasCode(error, 'EAGAIN')) throw error;
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
