import { basename, resolve } from 'node:path';
import { adopt, compareAdoption, formatAdoption, formatComparison, type Adoption } from '../../adopt/index.js';
import { MeshError, identityKey, type Code } from '../../model/index.js';
import { formatOf, jsonText, parsed } from '../args.js';
import { importedProject } from '../import/index.js';
import { packageName, writeProject } from '../init/index.js';
import { UsageError, type Command, type ExitCode, type Output } from '../io.js';

const OPTIONS = {
  cluster: { type: 'string' },
  out: { type: 'string' },
  compare: { type: 'string' },
  format: { type: 'string' },
} as const;

/** Refusals that say the input could not be read. */
const UNREADABLE: ReadonlySet<Code> = new Set(['TM5402', 'TM5114', 'TM2021']);

/** Reads an existing Flux repository, and writes the program that makes what it can of it. */
export const importCommand: Command = {
  name: 'import',
  usage: 'DIR [--cluster NAME] [--out FOLDER | --compare DIST] [--format text|json]',
  summary: 'Reads a Flux repository, says what of it the library can own, and writes the program to start from.',
  options: {
    '--cluster NAME': 'the folder below clusters/; needed where there are several',
    '--out FOLDER': 'writes the project into a folder that is empty or does not exist',
    '--compare DIST': 'compares the repository with the tree that the project synthesized',
    '--format text|json': 'form of the report; text unless given',
  },
  exits: ['everything was read and nothing is in the way, or the comparison is empty', 'something wants a look'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, OPTIONS);
    const format = formatOf(['text', 'json'], values.format);
    const [root, ...rest] = positionals;
    if (root === undefined || rest.length > 0) throw new UsageError('Give the folder of a clone of the repository.');
    const { out, compare: dist } = values;
    if (out !== undefined && dist !== undefined) throw new UsageError('Give --out or --compare, one at a time.');
    try {
      const adoption = adopt(root, values.cluster);
      if (dist !== undefined) return compared(adoption, dist, format, output);
      const files = out === undefined ? undefined : written(out, adoption);
      output.result(format === 'json' ? jsonText(json(adoption, files)) : formatAdoption(adoption));
      if (out !== undefined) output.note(`Next: cd ${out} && npm install && npm run typecheck && npm run synth\n`);
      return needsWork(adoption) ? 1 : 0;
    } catch (error) {
      if (!MeshError.is(error)) throw error;
      if (format === 'json') output.result(jsonText({ schemaVersion: 1, problems: error.problems }));
      output.note(`${error.message}\n`);
      return UNREADABLE.has(error.code) ? 2 : 1;
    }
  },
};

/** Whether somebody has to look at something before the program can take over. */
function needsWork({ objects, reading }: Adoption): boolean {
  return reading.unread.length > 0 || objects.some(({ verdict }) => verdict.kind === 'in-the-way');
}

function written(out: string, adoption: Adoption): readonly string[] {
  const files = importedProject(packageName(basename(resolve(out))), adoption);
  writeProject(out, files);
  return [...files.keys()];
}

function compared(adoption: Adoption, dist: string, format: 'text' | 'json', output: Output): ExitCode {
  const comparison = compareAdoption(adoption, dist);
  output.result(format === 'json' ? jsonText({ schemaVersion: 1, ...comparison }) : formatComparison(comparison));
  const { changed, gone, added, doubled } = comparison;
  return changed.length + gone.length + added.length + doubled.length === 0 ? 0 : 1;
}

function json({ reading, objects, choices, target, tenants }: Adoption, files: readonly string[] | undefined): object {
  return {
    schemaVersion: 1,
    cluster: reading.cluster,
    target,
    tenants,
    objects: objects.map(({ found, verdict }) => ({
      object: identityKey(found.id),
      file: found.file,
      line: found.line,
      appliedBy: found.appliedBy,
      patchedBy: found.patchedBy,
      verdict,
    })),
    unread: reading.unread,
    unreached: reading.unreached,
    choices,
    ...(files === undefined ? {} : { files }),
  };
}
