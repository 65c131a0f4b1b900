import type * as Access from '../access/index.js';
import type * as Analyzer from '../analyzer/index.js';
import { ManifestSet, type Finding } from '../manifest/index.js';
import { bootstrapSource } from './bootstrap-source.js';
import { checkSchema } from './checks.js';

/** Loaded with the first manifests that somebody else wrote. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const analyzer = () => require('../analyzer/index.js') as typeof Analyzer;
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const access = () => require('../access/index.js') as typeof Access;

/**
 * Findings over manifests that somebody else wrote: what the API server would refuse, and every rule, which also see
 * the objects that Canaries, Gateways and releases in the set will make, and the source that `flux bootstrap` makes.
 *
 * @param set - the manifests of one cluster
 */
export function checkManifests(set: ManifestSet): readonly Finding[] {
  const { name, units, scopes, edges } = set;
  const written = set.all({ layer: 'written' });
  const entries = [...written, ...bootstrapSource(written)];
  const all = access().completed(new ManifestSet({ name, units, scopes, edges, entries }));
  return [...checkSchema(set), ...analyzer().analyze(all)];
}
