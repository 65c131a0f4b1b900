import { mapAt, textOf, type ManifestEntry } from '../manifest/index.js';
import { objectId, type KubeObject } from '../model/index.js';

/** What `flux bootstrap` makes. Its manifest stands in `gotk-sync.yaml`, which is empty until Flux fills it. */
const SOURCE: KubeObject = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'flux-system', namespace: 'flux-system' },
};

/** The source of `flux bootstrap`, for a tree whose Kustomizations read it and that has not been bootstrapped yet. */
export function bootstrapSource(entries: readonly ManifestEntry[]): readonly ManifestEntry[] {
  const id = objectId(SOURCE);
  const isThere = entries.some(
    (entry) => entry.id.kind === id.kind && entry.id.namespace === id.namespace && entry.id.name === id.name,
  );
  const reader = isThere ? undefined : entries.find(readsIt);
  if (reader === undefined) return [];
  return [{ ...reader, object: SOURCE, id, side: new Map(), layer: 'predicted', unit: '' }];
}

function readsIt({ id, object }: ManifestEntry): boolean {
  if (id.group !== 'kustomize.toolkit.fluxcd.io' || id.kind !== 'Kustomization') return false;
  const { kind, name, namespace } = mapAt(object, 'spec', 'sourceRef');
  const within = textOf(namespace) ?? id.namespace;
  return kind === 'GitRepository' && name === SOURCE.metadata.name && within === SOURCE.metadata.namespace;
}
