import { MeshApp } from 'tenant-mesh';
import type { ManifestSet } from '../../../lib/manifest/index.js';

/** The objects of one cluster of an app that `add` fills. */
export function manifestsOf(name: string, add: (app: MeshApp) => unknown): ManifestSet {
  const app = new MeshApp();
  add(app);
  const set = app.manifests().find((one) => one.name === name);
  if (set === undefined) throw new Error(`The app has no cluster ${name}.`);
  return set;
}
