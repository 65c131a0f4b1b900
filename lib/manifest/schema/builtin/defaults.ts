/** Required fields that the API server fills in, or leaves empty without complaint. */
const FILLED: ReadonlySet<string> = new Set([
  'io.k8s.api.core.v1.LimitRangeSpec/limits',
  'io.k8s.api.rbac.v1.RoleRef/apiGroup',
  'io.k8s.api.scheduling.v1.PriorityClass/value',
]);

/** Whether the API server does without a field that its published schema calls required. */
export function filledIn(type: string, field: string): boolean {
  return FILLED.has(`${type}/${field}`);
}
