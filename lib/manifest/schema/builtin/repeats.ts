/** How the API server tells items of a list apart, and which place it names for one that repeats another. */
export interface Unique {
  /** Fields of the item that are compared; none for the item itself. */
  readonly by: readonly string[];
  /** What the API server adds to the path of the item. */
  readonly suffix: string;
  /** Which item of two it names. @default 'later' */
  readonly named?: 'earlier' | 'later';
}

const NAME: readonly Unique[] = [{ by: ['name'], suffix: '.name' }];
const KEY: readonly Unique[] = [{ by: ['key'], suffix: '.key' }];
const ITSELF: readonly Unique[] = [{ by: [], suffix: '' }];

/** Lists that a create compares in code of the API server, by type and field; others fail server-side apply alone. */
const UNIQUE: ReadonlyMap<string, readonly Unique[]> = new Map([
  ['admissionregistration.MutatingWebhook/matchConditions', NAME],
  ['admissionregistration.MutatingWebhookConfiguration/webhooks', NAME],
  ['admissionregistration.ValidatingAdmissionPolicySpec/auditAnnotations', KEY],
  ['admissionregistration.ValidatingAdmissionPolicySpec/matchConditions', NAME],
  ['admissionregistration.ValidatingWebhook/matchConditions', NAME],
  ['admissionregistration.ValidatingWebhookConfiguration/webhooks', NAME],
  ['apiextensions.CustomResourceDefinitionVersion/selectableFields', [{ by: ['jsonPath'], suffix: '.jsonPath' }]],
  ['certificates.CertificateSigningRequestSpec/usages', ITSELF],
  [
    'core.Container/ports',
    [
      { by: ['containerPort', 'protocol'], suffix: '' },
      { by: ['hostPort', 'hostIP', 'protocol'], suffix: '.hostPort' },
      { by: ['name'], suffix: '.name' },
    ],
  ],
  ['core.Container/resizePolicy', [{ by: ['resourceName'], suffix: '' }]],
  ['core.LimitRangeSpec/limits', [{ by: ['type'], suffix: '.type' }]],
  ['core.PodSpec/containers', NAME],
  ['core.PodSpec/ephemeralContainers', NAME],
  ['core.PodSpec/initContainers', NAME],
  ['core.PodSpec/resourceClaims', NAME],
  [
    'core.PodSpec/topologySpreadConstraints',
    [{ by: ['topologyKey', 'whenUnsatisfiable'], suffix: '.{topologyKey, whenUnsatisfiable}', named: 'earlier' }],
  ],
  ['core.PodSpec/volumes', NAME],
  ['core.ServiceSpec/ipFamilies', ITSELF],
  [
    'core.ServiceSpec/ports',
    [
      { by: ['port', 'protocol'], suffix: '' },
      { by: ['name'], suffix: '.name' },
    ],
  ],
  ['discovery.EndpointHints/forZones', NAME],
  ['discovery.EndpointSlice/ports', NAME],
  ['node.Scheduling/tolerations', ITSELF],
  ['storage.CSIDriverSpec/tokenRequests', [{ by: ['audience'], suffix: '.audience' }]],
  ['storage.CSINodeSpec/drivers', NAME],
]);

/** How a create compares the items of a list, where it does. */
export function uniqueOf(slot: string): readonly Unique[] | undefined {
  return UNIQUE.get(slot);
}
