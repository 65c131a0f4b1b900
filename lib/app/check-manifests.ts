import type * as Analyzer from '../analyzer/index.js';
import { ManifestSet, type Finding } from '../manifest/index.js';
import type * as Predict from '../predict/index.js';
import { checkSchema } from './checks.js';

/** Loaded with the first manifests that somebody else wrote. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const analyzer = () => require('../analyzer/index.js') as typeof Analyzer;
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const predictor = () => require('../predict/index.js') as typeof Predict;

/**
 * Findings over manifests that somebody else wrote: what the API server would refuse, and every rule, which also see
 * the objects that Canaries and Gateways in the set will make.
 *
 * @param set - the manifests of one cluster
 */
export function checkManifests(set: ManifestSet): readonly Finding[] {
  const { name, units, scopes, edges } = set;
  const written = set.all({ layer: 'written' });
  const entries = [...written, ...predictor().predict(written)];
  return [...checkSchema(set), ...analyzer().analyze(new ManifestSet({ name, units, scopes, edges, entries }))];
}
