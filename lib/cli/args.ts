import { parseArgs, type ParseArgsConfig } from 'node:util';
import { basename, resolve } from 'node:path';
import { access, completed, type Access } from '../access/index.js';
import { loadManifests } from '../manifest/index.js';
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
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** One of the formats that a command has. */
export function formatOf<T extends string>(formats: readonly T[], format: string | undefined): T {
  const found = format === undefined ? formats[0] : formats.find((each) => each === format);
  if (found !== undefined) return found;
  throw new UsageError(`There is no format "${format ?? ''}". There are: ${formats.join(', ')}.`);
}

/** Access of the manifests of one cluster; the directory gives it its name. */
export function loadedAccess(directory: string): Access {
  return access(completed(loadManifests(directory, { name: basename(resolve(directory)) })));
}

/** A value as the text that commands print. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
