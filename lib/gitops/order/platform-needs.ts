import { listOf, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { KEYS } from '../../model/index.js';
import type { Need } from './needs.js';
import type { Release } from './releases.js';

/** What a release reads its values from: a ConfigMap of the tree, or one that a Bundle of trust-manager makes. */
export function valuesNeeds(set: ManifestSet, releases: readonly Release[]): readonly Need[] {
  return releases.flatMap(({ entry }) =>
    listOf(mapAt(entry.object, 'spec')['valuesFrom']).flatMap((item): readonly Need[] => {
      const { kind, name, optional } = mapAt(item);
      const source = textOf(name) ?? '';
      if (textOf(kind) !== 'ConfigMap' || optional === true) return [];
      const map = set.get('', 'ConfigMap', entry.id.namespace, source);
      // helm-controller itself waits for a ConfigMap of its own unit.
      if (map?.layer === 'written') return [{ entry, provider: map, why: VALUES, staged: true, refused: false }];
      const bundle = set.get('trust.cert-manager.io', 'Bundle', '', source);
      return bundle?.layer === 'written'
        ? [{ entry, provider: bundle, why: VALUES, staged: false, refused: false }]
        : [];
    }),
  );
}

const VALUES = 'its values come from it';

/** Nothing of a tenant may come before the policies that judge it; one of each unit stands for all in it. */
export function admissionNeeds(set: ManifestSet, written: readonly ManifestEntry[]): readonly Need[] {
  const bindings = set
    .byKind('admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding')
    .filter(({ layer }) => layer === 'written');
  const providers = [...new Map(bindings.map((entry) => [entry.unit, entry])).values()];
  return written
    .filter((entry) => isOfTenant(set, entry))
    .flatMap((entry) =>
      providers.map((provider) => ({
        entry,
        provider,
        why: 'admission policies must be in force before anything of a tenant',
        staged: false,
        refused: false,
      })),
    );
}

function isOfTenant(set: ManifestSet, { id, object }: ManifestEntry): boolean {
  const namespace = id.kind === 'Namespace' ? object : set.get('', 'Namespace', '', id.namespace)?.object;
  return namespace?.metadata.labels?.[KEYS.role] === 'tenant';
}
