import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseCounts } from './cases.js';

/** The cases whose verdicts are recorded. */
export const RECORDED: CaseCounts = { samples: 1, mutants: 1, aimed: 3 };

/** Fields that the API server refuses, by the name of the case; empty where it accepts the object. */
export type Verdicts = ReadonlyMap<string, readonly string[]>;

const FOLDER = join(__dirname, '../../../fixtures/schema');

/** Which kinds the verdicts are on. */
export type Origin = 'custom' | 'builtin';

/** Mutants of each object of a built-in kind with each fault, whose verdicts are recorded. */
export const RECORDED_BUILTIN = 1;

function fileOf(origin: Origin): string {
  return join(FOLDER, origin === 'custom' ? 'verdicts.txt' : 'builtin-verdicts.txt');
}

/** Reads the recorded verdicts: a line with the kind, then a line for each of its cases. */
export function readVerdicts(origin: Origin): Verdicts {
  const verdicts = new Map<string, readonly string[]>();
  let kind = '';
  for (const line of readFileSync(fileOf(origin), 'utf8').split('\n')) {
    const [number = '', fields = '[]'] = line.split('\t');
    if (line.startsWith('# ')) kind = line.slice(2);
    else if (line !== '') verdicts.set(`${kind} ${number}`, JSON.parse(fields) as readonly string[]);
  }
  return verdicts;
}

/** Writes the verdicts down. */
export function writeVerdicts(origin: Origin, verdicts: Verdicts): void {
  let before = '';
  const lines = [...verdicts].flatMap(([name, fields]) => {
    const [channel = '', kind = '', ...number] = name.split(' ');
    const header = `# ${channel} ${kind}`;
    const line = fields.length === 0 ? number.join(' ') : `${number.join(' ')}\t${JSON.stringify(fields)}`;
    const added = header === before ? [line] : [header, line];
    before = header;
    return added;
  });
  writeFileSync(fileOf(origin), `${lines.join('\n')}\n`);
}
