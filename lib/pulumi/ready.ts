import { mapAt, textOf, type ManifestEntry, type ManifestSet } from '../manifest/index.js';
import type { WaitSettings } from './wait.js';

/** Kinds whose controllers say in a condition that an object is done. */
const CONDITIONS: Readonly<Record<string, string>> = {
  'AWSPCAClusterIssuer.awspca.cert-manager.io': 'Ready',
  'AWSPCAIssuer.awspca.cert-manager.io': 'Ready',
  'Canary.flagger.app': 'Promoted',
  'Certificate.cert-manager.io': 'Ready',
  'ClusterIssuer.cert-manager.io': 'Ready',
  'FluxInstance.fluxcd.controlplane.io': 'Ready',
  'HelmRelease.helm.toolkit.fluxcd.io': 'Ready',
  'Issuer.cert-manager.io': 'Ready',
};

/**
 * When an object of a kind with a condition is done; nothing for other kinds, and for a release that cannot start
 * before somebody supplies a Secret in its namespace.
 *
 * @param missing - namespaces that wait for a Secret which this program does not supply
 */
export function readiness({ id, object }: ManifestEntry, missing: ReadonlySet<string>): WaitSettings | undefined {
  const type = CONDITIONS[`${id.kind}.${id.group}`];
  if (type === undefined) return undefined;
  const namespaces = [id.namespace, textOf(mapAt(object, 'spec')['targetNamespace']) ?? ''];
  if (namespaces.some((namespace) => missing.has(namespace))) return undefined;
  return { until: { kind: 'condition', type } };
}

/** Namespaces with a Secret that nobody here supplies. */
export function unsupplied(sets: readonly ManifestSet[], supplied: ReadonlySet<string>): ReadonlySet<string> {
  const needs = sets.flatMap((set) => set.secretNeeds);
  return new Set(
    needs.filter(({ namespace, name }) => !supplied.has(`${namespace}/${name}`)).map(({ namespace }) => namespace),
  );
}
