import { ManifestSet } from '../manifest/index.js';
import { predict } from '../predict/index.js';
import { releaseObjects } from './world/releases.js';

/** A set loaded from files, with what Canaries, Gateways and HelmReleases in it will make. */
export function completed(set: ManifestSet): ManifestSet {
  const written = set.all();
  const withReleases = [...written, ...releaseObjects(set)];
  const { name, units, scopes, edges } = set;
  return new ManifestSet({ name, units, scopes, edges, entries: [...withReleases, ...predict(withReleases)] });
}
