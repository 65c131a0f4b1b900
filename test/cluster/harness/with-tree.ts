import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp } from 'tenant-mesh';

/** Writes the tree of an app into a temporary folder, hands it over, and removes it. */
export async function withTree<T>(add: (app: MeshApp) => unknown, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-tree-'));
  try {
    const app = new MeshApp({ outdir: folder });
    add(app);
    app.synth();
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
