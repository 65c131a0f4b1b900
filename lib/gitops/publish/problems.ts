import { MeshError, type Problem } from '../../model/index.js';

/** Gathers problems, so that one refusal names them all. */
export class Problems {
  private readonly list: Problem[] = [];

  /** Adds one problem. */
  add(problem: Problem): void {
    this.list.push(problem);
  }

  /** Refuses with everything that was added; does nothing where nothing was. */
  refuse(): void {
    const [first, ...rest] = this.list;
    if (first !== undefined) throw new MeshError([first, ...rest]);
  }
}

/** Code of a failed system call, such as `ENOSPC`; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A failed write as a refusal that says what the disk said; any other error as it is. */
export function writeProblem(error: unknown, path: string, after: string): unknown {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new MeshError(
      {
        code: 'TM5107',
        where: path,
        what: `no space is left to write it (${code}); ${after}`,
        remedy: 'Free some space and publish again.',
      },
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new MeshError(
      {
        code: 'TM5115',
        where: path,
        what: `the system refused to write it (${code}); ${after}`,
        remedy: 'Give the account that publishes the right to write, and publish again.',
      },
      { cause: error },
    );
  }
  return error;
}
