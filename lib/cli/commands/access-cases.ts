import { readFileSync } from 'node:fs';
import { parseCase, runCase } from '../../access/index.js';
import { parsed } from '../args.js';
import { UsageError, type Command } from '../io.js';

/** Decides recorded requests, one JSON line each, so that anybody can compare them with a record. */
export const accessCases: Command = {
  name: 'access cases',
  usage: 'FILE.jsonl',
  summary: 'Decides the requests of recorded cases; prints one JSON line a request.',
  options: {},
  exits: ['every request was decided', 'never'],
  run: (args, output) => {
    const [file, ...rest] = parsed(args, {}).positionals;
    if (file === undefined || rest.length > 0) throw new UsageError('Give one file of recorded cases.');
    const lines = readFileSync(file, 'utf8').split('\n');
    lines.forEach((line, at) => {
      if (line.trim() === '') return;
      const where = `${file}:${String(at + 1)}`;
      for (const decision of runCase(parseCase(line, where), where)) output.result(`${JSON.stringify(decision)}\n`);
    });
    return 0;
  },
};
