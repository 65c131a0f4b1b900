/** What is named in place of the value: its list, its struct, its path without the last index, or the metadata. */
type Above = 'list' | 'struct' | 'unindexed' | 'metadata';

/** Lists and structs at which the API server reports a value of theirs that it does not admit. */
const ABOVE: ReadonlyMap<string, Above> = new Map([
  ['apps.DaemonSetUpdateStrategy/type', 'struct'],
  ['apps.DeploymentStrategy/type', 'struct'],
  ['apps.StatefulSetUpdateStrategy/type', 'struct'],
  ['core.PersistentVolumeClaimSpec/accessModes', 'list'],
  ['core.PersistentVolumeSpec/accessModes', 'list'],
  ['core.ResourceQuotaSpec/scopes', 'list'],
  ['core.ScopedResourceSelectorRequirement/operator', 'unindexed'],
  ['core.ScopedResourceSelectorRequirement/scopeName', 'unindexed'],
  ['core.Taint/effect', 'metadata'],
]);

/** Place at which the API server reports a value, by the field it stands in. */
export function reportedPlace(slot: string, path: string): string {
  const above = ABOVE.get(slot);
  switch (above) {
    case 'list':
      return path.slice(0, path.lastIndexOf('['));
    case 'struct':
      return path.slice(0, path.lastIndexOf('.'));
    case 'unindexed':
      return path.replace(/\[\d+\](?=\.[^.]+$)/, '');
    case 'metadata':
      return path.replace(/^spec\./, 'metadata.');
    case undefined:
      return path;
  }
}
