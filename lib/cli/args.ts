import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { access, completed, type Access } from '../access/index.js';
import { loadManifests, type ManifestSet } from '../manifest/index.js';
import { nearest, reasonOf } from '../model/index.js';
import { UsageError } from './io.js';

/** What `parseArgs` makes of arguments with these options. */
type Parsed<T extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ readonly args: string[]; readonly options: T; readonly allowPositionals: true }>
>;

/** Arguments of a command; what it does not know is wrong use. */
export function parsed<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(wrongUse(error, Object.keys(options)));
  }
}

/** What \`parseArgs\` found wrong, without its advice on positional arguments, which nobody meant. */
function wrongUse(error: unknown, options: readonly string[]): string {
  const message = reasonOf(error);
  const [, option] = /Unknown option '--?([^']*)'/.exec(message) ?? [];
  if (option === undefined) return message;
  const near = nearest(option, options);
  return `There is no option --${option}.${near === undefined ? '' : ` Did you mean --${near}?`}`;
}

/** One of the formats that a command has. */
export function formatOf<T extends string>(formats: readonly T[], format: string | undefined): T {
  const found = format === undefined ? formats[0] : formats.find((each) => each === format);
  if (found !== undefined) return found;
  throw new UsageError(`There is no format "${format ?? ''}". There are: ${formats.join(', ')}.`);
}

/** Access of the manifests of one cluster; the directory gives it its name. */
export function loadedAccess(directory: string): Access {
  return access(completed(loadedSet([directory])));
}

/** The manifests of one cluster, named after the first directory. None at all is no answer: the path is a wrong one. */
export function loadedSet(directories: readonly [string, ...string[]]): ManifestSet {
  const missing = directories.find((directory) => !existsSync(directory));
  if (missing !== undefined) throw new UsageError(`${missing}: there is no such directory.`);
  const set = loadManifests(directories, { name: basename(resolve(directories[0])) });
  if (set.all().length > 0) return set;
  throw new UsageError(`${directories.join(', ')}: no .yaml or .yml file with an object is there.`);
}

/** A value as the text that commands print. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
