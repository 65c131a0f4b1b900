import { groupVersion, type KubeObject } from '../../model/index.js';

const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';
/** Kinds whose deletion takes more with it than the object: everything in the namespace, every object of the kind, data. */
const KEPT: ReadonlySet<string> = new Set([
  '/Namespace',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
]);

/**
 * Annotates objects whose deletion destroys what they hold, so that Flux keeps them when they leave the tree.
 * An annotation that is there already, such as `prune: enabled`, is left alone.
 */
export function keepOnPrune(object: KubeObject): KubeObject {
  const { metadata } = object;
  if (!KEPT.has(`${groupVersion(object.apiVersion).group}/${object.kind}`)) return object;
  if (metadata.annotations?.[PRUNE] !== undefined) return object;
  const annotations = sortKeys({ ...metadata.annotations, [PRUNE]: 'disabled' });
  return { ...object, metadata: sortKeys({ ...metadata, annotations }) };
}

function sortKeys<T extends object>(map: T): T {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) as T;
}
