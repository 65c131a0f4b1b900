import { diffMarkdown, diffText } from '../../access/index.js';
import { formatOf, jsonText, loadedAccess, parsed } from '../args.js';
import { UsageError, type Command } from '../io.js';

/** Says what a change newly allows and denies. */
export const accessDiff: Command = {
  name: 'access diff',
  usage: 'OLD NEW [--format markdown|text|json]',
  summary: 'Says what NEW allows and denies that OLD did not; exit 1 where anything changed.',
  options: {
    '--format markdown|text|json': 'form of the result; Markdown unless given',
  },
  exits: ['nothing changed', 'something changed, or a part is undecided'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, { format: { type: 'string' } });
    const [old, now, ...rest] = positionals;
    if (old === undefined || now === undefined || rest.length > 0) throw new UsageError('Give two directories.');
    const format = formatOf(['markdown', 'text', 'json'], values.format);
    const diff = loadedAccess(old).diff(loadedAccess(now));
    output.result(format === 'json' ? jsonText(diff) : format === 'text' ? diffText(diff) : diffMarkdown(diff));
    return diff.changes.length + diff.unknown.length > 0 ? 1 : 0;
  },
};
