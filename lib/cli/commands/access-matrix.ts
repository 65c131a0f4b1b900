import { matrixHtml, matrixMarkdown, matrixSvg } from '../../access/index.js';
import { formatOf, jsonText, loadedAccess, parsed } from '../args.js';
import { UsageError, type Command } from '../io.js';

const FORMATS = { markdown: matrixMarkdown, json: jsonText, svg: matrixSvg, html: matrixHtml };

/** Prints who may call whom. */
export const accessMatrix: Command = {
  name: 'access matrix',
  usage: 'DIR [--format markdown|json|svg|html]',
  summary: 'Prints who may call whom in a directory of manifests; exit 1 where a part is undecided.',
  options: {
    '--format markdown|json|svg|html': 'form of the table; Markdown unless given',
  },
  exits: ['every part is decided', 'a part is undecided'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, { format: { type: 'string' } });
    const [directory, ...rest] = positionals;
    const format = formatOf(['markdown', 'json', 'svg', 'html'], values.format);
    if (directory === undefined || rest.length > 0) throw new UsageError('Give one directory of manifests.');
    const matrix = loadedAccess(directory).matrix();
    output.result(FORMATS[format](matrix));
    return matrix.unknown.length > 0 ? 1 : 0;
  },
};
