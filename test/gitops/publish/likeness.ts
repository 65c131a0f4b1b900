import type { Content, Image } from './memory-files.js';
import { CHECKOUT, memory } from './memory-mount.js';

/** Which state a checkout is in. */
export type End = 'before' | 'after' | 'neither';

/** How the checkout in memory compares with two states of it, kept up with each change rather than compared anew. */
export class Likeness {
  private readonly unlikeBefore = new Set<string>();
  private readonly unlikeAfter = new Set<string>();
  private readonly unlikeBoth = new Set<string>();

  /**
   * @param before - one state
   * @param after - the other one, which is that of now
   */
  constructor(
    private readonly before: Image,
    private readonly after: Image,
  ) {
    for (const path of new Set([...before.keys(), ...after.keys()])) this.note(path, undefined, after.get(path));
  }

  /** Takes a change of memory in. */
  readonly note = (path: string, _: Content | undefined, now: Content | undefined): void => {
    if (isAside(path)) return;
    const isLikeBefore = isSame(now, this.before.get(path));
    const isLikeAfter = isSame(now, this.after.get(path));
    mark(this.unlikeBefore, path, !isLikeBefore);
    mark(this.unlikeAfter, path, !isLikeAfter);
    mark(this.unlikeBoth, path, !isLikeBefore && !isLikeAfter && now !== undefined);
  };

  /** Which of the two the checkout is. */
  get end(): End {
    return this.unlikeBefore.size === 0 ? 'before' : this.unlikeAfter.size === 0 ? 'after' : 'neither';
  }

  /** Files that hold neither what they held before nor what they shall hold; those of the journal are not yet in place. */
  get torn(): readonly string[] {
    return [...this.unlikeBoth].filter((path) => !path.startsWith(`${CHECKOUT}/.tenant-mesh/journal/`));
  }
}

function mark(paths: Set<string>, path: string, isIn: boolean): void {
  if (isIn) paths.add(path);
  else paths.delete(path);
}

/** Locks have another name in each process, and empty folders of the books are nothing to Git. */
const ASIDE = /\/checkout\/\.tenant-mesh(?:\/journal|\/lock-.*)?$/;

function isAside(path: string): boolean {
  return !path.startsWith(`${CHECKOUT}/`) || (path.includes('.tenant-mesh') && ASIDE.test(path));
}

/** The checkout as it stands. */
export function checkoutNow(): Image {
  return new Map([...memory.all()].filter(([path]) => !isAside(path)));
}

/** Whether there is the same at a path: the same bytes, or a folder. */
function isSame(one: Content | undefined, other: Content | undefined): boolean {
  if (one === other) return true;
  if (Buffer.isBuffer(one)) return Buffer.isBuffer(other) && one.equals(other);
  return one !== undefined && other !== undefined && !Buffer.isBuffer(other);
}

/** Whether two checkouts hold the same files and folders. */
export function isSameImage(one: Image, other: Image): boolean {
  return one.size === other.size && [...one].every(([path, content]) => isSame(content, other.get(path)));
}
