import type { ManifestEntry } from '../manifest/index.js';

/** Kinds whose deletion takes with it what they hold: a whole namespace, every object of a kind, data. */
const HOLDERS: ReadonlySet<string> = new Set([
  'Namespace.',
  'PersistentVolumeClaim.',
  'CustomResourceDefinition.apiextensions.k8s.io',
]);

/** What is protected from deletion and replacement. */
export type Protection =
  /** Namespaces, definitions of kinds and volume claims: what they hold would go with them. */
  | 'data'
  /** Nothing, as for a cluster that is thrown away. */
  | 'nothing';

/** Whether the engine refuses to delete or replace an object. */
export function isProtected({ id }: ManifestEntry, protection: Protection): boolean {
  return protection === 'data' && HOLDERS.has(`${id.kind}.${id.group}`);
}
