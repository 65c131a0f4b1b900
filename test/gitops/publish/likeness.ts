import { isBytes, type Content, type Image } from './memory-files.js';
import { CHECKOUT, memory } from './memory-mount.js';

/** Which state a checkout is in. */
export type End = 'before' | 'after' | 'neither';

/** A path of which anything was said, with what is there in the two states. */
interface Known {
  readonly path: string;
  readonly before: Content | undefined;
  readonly after: Content | undefined;
  isLikeBefore: boolean;
  isLikeAfter: boolean;
}

/** How the checkout in memory compares with two states of it, kept up with each change rather than compared anew. */
export class Likeness {
  /** By path, looked up once a change; nothing where the path stands aside. */
  private readonly known = new Map<string, Known | undefined>();
  private readonly unlikeBoth = new Set<Known>();
  private unlikeBefore = 0;
  private unlikeAfter = 0;

  /**
   * @param before - one state
   * @param after - the other one, which is that of now
   */
  constructor(
    private readonly before: Image,
    private readonly after: Image,
  ) {
    for (const path of new Set([...before.keys(), ...after.keys()])) this.note(path, after.get(path));
  }

  /** Takes a change of memory in. */
  readonly note = (path: string, now: Content | undefined): void => {
    const known = this.known.get(path) ?? this.learn(path);
    if (known === undefined) return;
    const isLikeBefore = isSame(now, known.before);
    const isLikeAfter = isSame(now, known.after);
    this.unlikeBefore += Number(known.isLikeBefore) - Number(isLikeBefore);
    this.unlikeAfter += Number(known.isLikeAfter) - Number(isLikeAfter);
    known.isLikeBefore = isLikeBefore;
    known.isLikeAfter = isLikeAfter;
    if (isLikeBefore || isLikeAfter || now === undefined) this.unlikeBoth.delete(known);
    else this.unlikeBoth.add(known);
  };

  /** Which of the two the checkout is. */
  get end(): End {
    return this.unlikeBefore === 0 ? 'before' : this.unlikeAfter === 0 ? 'after' : 'neither';
  }

  /** Files that hold neither what they held before nor what they shall hold; those of the journal are not yet in place. */
  get torn(): readonly string[] {
    return [...this.unlikeBoth]
      .map(({ path }) => path)
      .filter((path) => !path.startsWith(`${CHECKOUT}/.tenant-mesh/journal/`));
  }

  private learn(path: string): Known | undefined {
    if (this.known.has(path)) return undefined;
    const [before, after] = [this.before.get(path), this.after.get(path)];
    // Nothing was there so far.
    const isLike = { isLikeBefore: before === undefined, isLikeAfter: after === undefined };
    const known = isAside(path) ? undefined : { path, before, after, ...isLike };
    this.known.set(path, known);
    if (known !== undefined) {
      this.unlikeBefore += Number(!known.isLikeBefore);
      this.unlikeAfter += Number(!known.isLikeAfter);
    }
    return known;
  }
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
  if (isBytes(one)) return isBytes(other) && one.equals(other);
  return one !== undefined && other !== undefined && !isBytes(other);
}

/** Whether two checkouts hold the same files and folders. */
export function isSameImage(one: Image, other: Image): boolean {
  return one.size === other.size && [...one].every(([path, content]) => isSame(content, other.get(path)));
}
