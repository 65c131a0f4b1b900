import { parseArgs } from 'node:util';
import { access, completed, matrixHtml, matrixMarkdown, matrixSvg, type Matrix } from '../../access/index.js';
import { loadManifests } from '../../manifest/index.js';
import { UsageError, type Command } from '../io.js';

const FORMATS: Readonly<Record<string, (matrix: Matrix) => string>> = {
  markdown: matrixMarkdown,
  json: (matrix) => `${JSON.stringify(matrix, null, 2)}\n`,
  svg: matrixSvg,
  html: matrixHtml,
};

/** Prints who may call whom. */
export const accessMatrix: Command = {
  name: 'access matrix',
  usage: 'DIR [--format markdown|json|svg|html]',
  summary: 'Prints who may call whom in a directory of manifests; exit 1 where a part is undecided.',
  run: (args, output) => {
    const options = { format: { type: 'string', default: 'markdown' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [directory, ...rest] = positionals;
    const format = FORMATS[values.format];
    if (format === undefined) throw new UsageError(`There is no format "${values.format}".`);
    if (directory === undefined || rest.length > 0) throw new UsageError('Give one directory of manifests.');
    const matrix = access(completed(loadManifests(directory))).matrix();
    output.result(format(matrix));
    return matrix.unknown.length > 0 ? 1 : 0;
  },
};
