/** Fields that the published schemas call required, and that the API server fills in or does without. */
const WAIVED: ReadonlySet<string> = new Set([
  'admissionregistration.ServiceReference/name',
  'admissionregistration.ServiceReference/namespace',
  'apiextensions.CustomResourceColumnDefinition/jsonPath',
  'apps.ControllerRevision/revision',
  'apps.DaemonSetSpec/selector',
  'batch.PodFailurePolicy/rules',
  'core.HTTPHeader/value',
  'core.LimitRangeSpec/limits',
  'core.ScopedResourceSelectorRequirement/operator',
  'core.ScopedResourceSelectorRequirement/scopeName',
  'core.ServiceAccountTokenProjection/path',
  'core.Taint/effect',
  'core.Taint/key',
  'core.TypedLocalObjectReference/kind',
  'core.TypedLocalObjectReference/name',
  'discovery.ForZone/name',
  'rbac.ClusterRole/rules',
  'rbac.Role/rules',
  'rbac.RoleRef/apiGroup',
  'scheduling.PriorityClass/value',
  'storage.CSINodeSpec/drivers',
  'storage.TokenRequest/audience',
]);

/** Whether the API server does without a field that its published schema calls required. */
export function isWaived(type: string, field: string): boolean {
  return WAIVED.has(`${type}/${field}`);
}
