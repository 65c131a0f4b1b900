import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import * as real from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { systemCode } from '../../../lib/gitops/publish/problems.js';
import { MEMORY, memory, mounted } from './memory-mount.js';

const files = mounted(real);
const NAMES = ['a', 'b', 'a/x', 'a/y', 'b/x', 'a/x/deep'];
const path = fc.constantFrom(...NAMES);

/** One call, with paths below the folder that is given. */
type Call = (at: (path: string) => string) => unknown;

const call: fc.Arbitrary<Call> = fc.oneof(
  path.map(
    (name): Call =>
      (at) =>
        files.mkdirSync(at(name)),
  ),
  path.map(
    (name): Call =>
      (at) =>
        files.rmdirSync(at(name)),
  ),
  path.map(
    (name): Call =>
      (at) =>
        files.unlinkSync(at(name)),
  ),
  path.map(
    (name): Call =>
      (at) =>
        files.existsSync(at(name)),
  ),
  path.map(
    (name): Call =>
      (at) =>
        [...files.readdirSync(at(name))].sort(),
  ),
  path.map(
    (name): Call =>
      (at) =>
        files.lstatSync(at(name)).isDirectory(),
  ),
  path.map(
    (name): Call =>
      (at) =>
        files.lstatSync(at(name), { throwIfNoEntry: false })?.isFile(),
  ),
  path.map(
    (name): Call =>
      (at) =>
        files.readFileSync(at(name), 'utf8'),
  ),
  fc.tuple(path, fc.string()).map(
    ([name, text]): Call =>
      (at) =>
        files.writeFileSync(at(name), text),
  ),
  fc.tuple(path, path).map(
    ([from, to]): Call =>
      (at) =>
        renameFile(at(from), at(to)),
  ),
  fc.tuple(path, fc.string()).map(
    ([name, text]): Call =>
      (at) =>
        throughHandle(at(name), text),
  ),
);

/** Publish renames nothing but files. */
function renameFile(from: string, to: string): void {
  if (files.lstatSync(from).isFile()) files.renameSync(from, to);
}

/** Writes a file in two parts and reads it back in two. */
function throughHandle(name: string, text: string): string {
  const bytes = Buffer.from(text);
  const writing = files.openSync(name, 'w', 0o644);
  try {
    const half = Math.floor(bytes.length / 2);
    files.writeSync(writing, bytes.subarray(0, half), 0);
    files.writeSync(writing, bytes, half);
    files.fsyncSync(writing);
  } finally {
    files.closeSync(writing);
  }
  const reading = files.openSync(name, 'r');
  try {
    const buffer = Buffer.alloc(files.fstatSync(reading).size + 1);
    const first = files.readSync(reading, buffer, 0, Math.min(3, buffer.length), null);
    const rest = files.readSync(reading, buffer, first, buffer.length - first, null);
    return buffer.toString('utf8', 0, first + rest);
  } finally {
    files.closeSync(reading);
  }
}

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return systemCode(error) ?? error;
  }
}

it('files in memory answer as those of the system do', () => {
  const disk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const clean = memory.save();
  files.mkdirSync(MEMORY);
  const empty = memory.save();
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      const root = mkdtempSync(join(disk, 'mesh-files-'));
      try {
        const ours = calls.map((act) => outcome(() => act((name) => `${MEMORY}/${name}`)));
        expect(ours).toEqual(calls.map((act) => outcome(() => act((name) => `${root}/${name}`))));
      } finally {
        rmSync(root, { recursive: true });
        empty();
      }
    }),
    { numRuns: 300 },
  );
  clean();
});
