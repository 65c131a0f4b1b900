import { parseArgs } from 'node:util';
import { access, completed, diffMarkdown } from '../../access/index.js';
import { loadManifests } from '../../manifest/index.js';
import { UsageError, type Command } from '../io.js';

/** Says what a change newly allows and denies. */
export const accessDiff: Command = {
  name: 'access diff',
  usage: 'OLD NEW [--format markdown|json]',
  summary: 'Says what NEW allows and denies that OLD did not; exit 1 where anything changed.',
  run: (args, output) => {
    const options = { format: { type: 'string', default: 'markdown' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [old, now, ...rest] = positionals;
    if (old === undefined || now === undefined || rest.length > 0) throw new UsageError('Give two directories.');
    if (!['markdown', 'json'].includes(values.format)) throw new UsageError(`There is no format "${values.format}".`);
    const [before, after] = [old, now].map((directory) => access(completed(loadManifests(directory))));
    if (before === undefined || after === undefined) throw new UsageError('Give two directories.');
    const diff = before.diff(after);
    output.result(values.format === 'json' ? `${JSON.stringify(diff, null, 2)}\n` : diffMarkdown(diff));
    return diff.changes.length + diff.unknown.length > 0 ? 1 : 0;
  },
};
