/** A file of an archive. */
export interface TarFile {
  readonly name: string;
  readonly content: Buffer;
}

const BLOCK = 512;
const PREFIX_LENGTH = 155;
const NAME_LENGTH = 100;

/** An archive in the ustar form, with neither times nor owners, so that the same files are the same bytes. */
export function tarball(files: readonly TarFile[]): Buffer {
  const parts = files.flatMap(({ name, content }) => [header(name, content.length), content, padding(content.length)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

function header(path: string, size: number): Buffer {
  const [prefix, name] = split(path);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${octal(size, 11)}\0`, 124);
  block.write(`${octal(0, 11)}\0`, 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

/** A path that is too long for one field is cut at a slash. */
function split(path: string): readonly [string, string] {
  if (path.length <= NAME_LENGTH) return ['', path];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (name.length <= NAME_LENGTH && prefix.length <= PREFIX_LENGTH) return [prefix, name];
  }
  throw new Error(`${path} is too long for an archive.`);
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width, '0');
}
