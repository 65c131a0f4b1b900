import type { IConstruct } from 'constructs';

/**
 * A typed mark on a construct: data that the flow reads from the tree and that stock cdk8s ignores.
 *
 * Marks live under a shared symbol, so two copies of the package still understand each other.
 */
export class Mark<T> {
  private readonly key: symbol;

  /** @param name - name of the mark, unique in the library */
  constructor(name: string) {
    this.key = Symbol.for(`tenant-mesh.mark.${name}`);
  }

  /** Value on this construct itself. */
  get(construct: IConstruct): T | undefined {
    return (construct as unknown as Record<symbol, T | undefined>)[this.key];
  }

  /** Sets the value on this construct. */
  set(construct: IConstruct, value: T): void {
    Object.defineProperty(construct, this.key, { value, enumerable: false, configurable: true, writable: true });
  }

  /** Value on the nearest construct that has one, beginning with this one. */
  nearest(construct: IConstruct): T | undefined {
    return this.holder(construct)?.value;
  }

  /** The nearest construct with a value, beginning with this one, and the value. */
  holder(construct: IConstruct): { construct: IConstruct; value: T } | undefined {
    for (let at: IConstruct | undefined = construct; at !== undefined; at = at.node.scope) {
      const value = this.get(at);
      if (value !== undefined) return { construct: at, value };
    }
    return undefined;
  }
}

/** A mark that grows: a list of entries on one construct. */
export class ListMark<T> {
  private readonly mark: Mark<T[]>;

  /** @param name - name of the mark, unique in the library */
  constructor(name: string) {
    this.mark = new Mark<T[]>(name);
  }

  /** Adds an entry to this construct. */
  add(construct: IConstruct, entry: T): void {
    const list = this.mark.get(construct);
    if (list === undefined) this.mark.set(construct, [entry]);
    else list.push(entry);
  }

  /** Entries on this construct itself. */
  get(construct: IConstruct): readonly T[] {
    return this.mark.get(construct) ?? [];
  }
}

/** Which objects below a construct are meant. */
export interface KindSelection {
  /**
   * Kinds that are meant, such as `["Namespace"]`.
   * @default - every kind
   */
  readonly kinds?: readonly string[];
}

/** A mark that says something of the objects below a construct, by kind. */
export class KindMark<T> {
  private readonly words: ListMark<{ readonly value: T; readonly kinds: readonly string[] | undefined }>;

  /** @param name - name of the mark, unique in the library */
  constructor(name: string) {
    this.words = new ListMark(name);
  }

  /** Says it of the objects below this construct. */
  say(construct: IConstruct, value: T, { kinds }: KindSelection = {}): void {
    this.words.add(construct, { value, kinds });
  }

  /** What was said of a kind at this construct: by the nearest one that says something, and there the last word. */
  of(construct: IConstruct, kind: string): T | undefined {
    for (let at: IConstruct | undefined = construct; at !== undefined; at = at.node.scope) {
      const word = this.words.get(at).findLast(({ kinds }) => kinds?.includes(kind) ?? true);
      if (word !== undefined) return word.value;
    }
    return undefined;
  }
}
