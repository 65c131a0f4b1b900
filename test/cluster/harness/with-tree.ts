import { MeshApp } from 'tenant-mesh';
import { withFolder } from './with-folder.js';

/** Writes the tree of an app into a temporary folder, hands it over, and removes it. */
export function withTree<T>(add: (app: MeshApp) => unknown, use: (folder: string) => Promise<T>): Promise<T> {
  return withFolder((folder) => {
    const app = new MeshApp({ outdir: folder });
    add(app);
    app.synth();
    return use(folder);
  });
}
