/** Required fields that the API server fills in, or leaves empty without complaint. */
const FILLED: ReadonlySet<string> = new Set([
  'io.k8s.api.core.v1.LimitRangeSpec/limits',
  'io.k8s.api.core.v1.HTTPHeader/value',
  'io.k8s.api.rbac.v1.RoleRef/apiGroup',
  'io.k8s.api.scheduling.v1.PriorityClass/value',
]);

/** Whether the API server does without a field that its published schema calls required. */
export function filledIn(type: string, field: string): boolean {
  return FILLED.has(`${type}/${field}`);
}

/** Fields that the API server demands although its published schema does not say so. */
const DEMANDED: Readonly<Record<string, readonly string[]>> = {
  'io.k8s.api.admissionregistration.v1.NamedRuleWithOperations': [
    'apiGroups',
    'apiVersions',
    'operations',
    'resources',
  ],
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': ['policyName', 'validationActions'],
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec': ['matchConstraints'],
  'io.k8s.api.core.v1.ConfigMapVolumeSource': ['name'],
  'io.k8s.api.core.v1.Container': ['image'],
  'io.k8s.api.core.v1.PersistentVolumeClaimSpec': ['accessModes'],
};

/** Fields that an object of a type cannot do without. */
export function demandedOf(type: string, published: readonly string[]): readonly string[] {
  const more = DEMANDED[type];
  return more === undefined ? published : [...published, ...more];
}
