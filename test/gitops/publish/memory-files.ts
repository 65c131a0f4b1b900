/** Names in a folder. */
type Names = Set<string>;

/** Bytes of a file, or names in a folder. */
export type Content = Buffer | ReadonlySet<string>;

/** Contents by path. */
export type Image = ReadonlyMap<string, Content>;

/** Taken out of the globals once: in the sandbox of a test each look-up of one is a call out of it. */
const Bytes = Buffer;

/** Whether it is a file that holds the content. */
export function isBytes(content: Content | undefined): content is Buffer {
  return content instanceof Bytes;
}

/** Is told what will stand at a path. */
export type Watcher = (path: string, after: Content | undefined) => void;

/** An open file: where it is, and how far it has been read. */
interface Handle {
  readonly path: string;
  at: number;
}

/** Files in memory, with the errors that Linux gives; as much of a file system as publish asks for. */
export class MemoryFiles {
  private readonly nodes = new Map<string, Buffer | Names>([['', new Set()]]);
  /** How to take each change back, the last one last. */
  private readonly undo: (() => void)[] = [];
  private watcher: Watcher | undefined;
  private readonly handles = new Map<number, Handle>();
  /** Far above the numbers that the system gives to open files. */
  private last = 1_000_000_000;

  /** Keeps how everything is now; the result takes back what has changed since, as often as wanted. */
  save(): () => void {
    const depth = this.undo.length;
    return () => {
      while (this.undo.length > depth) this.undo.pop()?.();
    };
  }

  /** Has every change told from now on, also when it is taken back. */
  watch(watcher: Watcher | undefined): void {
    this.watcher = watcher;
  }

  /** Every file and folder, by path. */
  all(): Image {
    return this.nodes;
  }

  has(path: string): boolean {
    return this.nodes.has(path);
  }

  /** Whether there is nothing; below a file not even that can be said. */
  lacks(path: string): boolean {
    return !this.has(path) && !this.standsOnFile(path);
  }

  kindOf(path: string): 'file' | 'folder' {
    return isBytes(this.node(path)) ? 'file' : 'folder';
  }

  bytesOf(path: string): Buffer {
    const node = this.node(path);
    if (!isBytes(node)) throw failure('EISDIR', path);
    return node;
  }

  namesIn(path: string): readonly string[] {
    return [...this.folder(path)];
  }

  makeFolder(path: string): void {
    const { names, name } = this.above(path);
    if (names.has(name)) throw failure('EEXIST', path);
    this.change(path, names, name, new Set());
  }

  removeFolder(path: string): void {
    if (this.folder(path).size > 0) throw failure('ENOTEMPTY', path);
    this.drop(path);
  }

  /** Removes a folder with everything in it. */
  removeAll(path: string): void {
    for (const name of this.namesIn(path)) {
      if (this.kindOf(`${path}/${name}`) === 'folder') this.removeAll(`${path}/${name}`);
      else this.drop(`${path}/${name}`);
    }
    this.drop(path);
  }

  remove(path: string): void {
    this.bytesOf(path);
    this.drop(path);
  }

  /** Puts a file in the place of another. */
  rename(from: string, to: string): void {
    this.write(to, this.bytesOf(from));
    if (from !== to) this.drop(from);
  }

  write(path: string, bytes: Buffer): void {
    const { names, name } = this.above(path);
    const there = this.nodes.get(path);
    if (there !== undefined && !isBytes(there)) throw failure('EISDIR', path);
    this.change(path, names, name, bytes);
  }

  /** Writes a file, with the folders above it. */
  put(path: string, bytes: Buffer): void {
    for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (!this.has(path.slice(0, slash))) this.makeFolder(path.slice(0, slash));
    }
    this.write(path, bytes);
  }

  openFile(path: string, flags: 'r' | 'w'): number {
    if (flags === 'w') this.write(path, Buffer.alloc(0));
    else this.node(path);
    this.handles.set(++this.last, { path, at: 0 });
    return this.last;
  }

  isOpen(file: number): boolean {
    return this.handles.has(file);
  }

  close(file: number): void {
    this.handles.delete(file);
  }

  lengthOf(file: number): number {
    return this.bytesOf(this.handle(file).path).length;
  }

  append(file: number, bytes: Uint8Array): number {
    const { path } = this.handle(file);
    this.write(path, Buffer.concat([this.bytesOf(path), bytes]));
    return bytes.length;
  }

  read(file: number, buffer: Buffer, offset: number, length: number): number {
    const handle = this.handle(file);
    const read = this.bytesOf(handle.path).copy(buffer, offset, handle.at, handle.at + length);
    handle.at += read;
    return read;
  }

  private handle(file: number): Handle {
    const handle = this.handles.get(file);
    if (handle === undefined) throw failure('EBADF', String(file));
    return handle;
  }

  private folder(path: string): Names {
    const node = this.node(path);
    if (isBytes(node)) throw failure('ENOTDIR', path);
    return node;
  }

  private above(path: string): { readonly names: Names; readonly name: string } {
    const slash = path.lastIndexOf('/');
    return { names: this.folder(path.slice(0, slash)), name: path.slice(slash + 1) };
  }

  private drop(path: string): void {
    const { names, name } = this.above(path);
    this.change(path, names, name, undefined);
  }

  private change(path: string, names: Names, name: string, node: Buffer | Names | undefined): void {
    const before = this.nodes.get(path);
    this.set(path, names, name, node);
    this.undo.push(() => {
      this.set(path, names, name, before);
    });
  }

  private set(path: string, names: Names, name: string, node: Buffer | Names | undefined): void {
    this.watcher?.(path, node);
    if (node === undefined) {
      names.delete(name);
      this.nodes.delete(path);
    } else {
      names.add(name);
      this.nodes.set(path, node);
    }
  }

  private node(path: string): Buffer | Names {
    const node = this.nodes.get(path);
    if (node === undefined) throw failure(this.standsOnFile(path) ? 'ENOTDIR' : 'ENOENT', path);
    return node;
  }

  private standsOnFile(path: string): boolean {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const node = this.nodes.get(path.slice(0, at));
      if (node !== undefined) return isBytes(node);
    }
    return false;
  }
}

/** The error of a failed call, without the trace: that would be most of what it costs. */
function failure(code: string, path: string): Error {
  const error: unknown = Object.assign(Object.create(Error.prototype), { message: `${code}: ${path}`, code, path });
  if (error instanceof Error) return error;
  throw new TypeError('an object made from the prototype of errors is one');
}
