import type { Problems } from './problems.js';

/** What somebody decided about files that were changed by hand. */
export class Choices {
  private readonly used = new Set<string>();

  /**
   * @param take - files or folders whose changes by hand are overwritten
   * @param keep - files or folders whose changes by hand stay
   */
  constructor(
    private readonly take: readonly string[],
    private readonly keep: readonly string[],
  ) {}

  /** The decision about a file. */
  about(path: string): 'take' | 'keep' | undefined {
    const take = this.take.find((chosen) => covers(chosen, path));
    const keep = this.keep.find((chosen) => covers(chosen, path));
    for (const chosen of [take, keep]) if (chosen !== undefined) this.used.add(chosen);
    return take !== undefined ? 'take' : keep !== undefined ? 'keep' : undefined;
  }

  /** A decision about nothing is a slip of the pen, and is refused; so is one that goes both ways. */
  check(problems: Problems): void {
    for (const path of [...this.take, ...this.keep]) {
      if (!this.used.has(path)) problems.add(unused(path));
      else if (this.take.includes(path) && this.keep.includes(path)) problems.add(bothWays(path));
    }
  }
}

function covers(chosen: string, path: string): boolean {
  const folder = chosen.replace(/\/+$/, '');
  return path === folder || path.startsWith(`${folder}/`);
}

function unused(path: string) {
  return {
    code: 'TM5114',
    where: path,
    what: 'a decision was given about this path, and no file there was changed by hand',
    remedy: 'Leave the option out, or give a path as the error shows it.',
  } as const;
}

function bothWays(path: string) {
  return {
    code: 'TM5114',
    where: path,
    what: 'both --take and --keep name this path',
    remedy: 'Decide for one of the two.',
  } as const;
}
