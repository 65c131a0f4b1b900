import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { MeshApp } from 'tenant-mesh';

/** Files of a synthesized tree: path to text. */
export type Files = ReadonlyMap<string, string>;

/** Synthesizes what `describe` adds to an app, and reads the files that were written. */
export function synthFiles(describe: (app: MeshApp) => unknown): Files {
  const outdir = mkdtempSync(join(tmpdir(), 'tenant-mesh-tree-'));
  try {
    const app = new MeshApp({ outdir });
    describe(app);
    quietly(() => {
      app.synth();
    });
    return readFiles(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Runs a synth whose summary nobody reads. */
export function quietly(synth: () => void): void {
  const before = process.env['TENANT_MESH_SUMMARY'];
  process.env['TENANT_MESH_SUMMARY'] = devNull;
  try {
    synth();
  } finally {
    if (before === undefined) delete process.env['TENANT_MESH_SUMMARY'];
    else process.env['TENANT_MESH_SUMMARY'] = before;
  }
}

/** Every file below a directory. */
export function readFiles(root: string): Files {
  return new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [relative(root, file), readFileSync(file, 'utf8')]),
  );
}

/** Lines that stand in `after` and not in `before`, and the other way round. */
export function changedLines(before: string, after: string): { readonly added: string[]; readonly removed: string[] } {
  const minus = (from: string, what: string): string[] => {
    const rest = new Map<string, number>();
    for (const line of what.split('\n')) rest.set(line, (rest.get(line) ?? 0) + 1);
    return from.split('\n').filter((line) => {
      const count = rest.get(line) ?? 0;
      rest.set(line, count - 1);
      return count <= 0;
    });
  };
  return { added: minus(after, before), removed: minus(before, after) };
}
