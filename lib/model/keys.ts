/** The one domain of labels and annotations of ours. */
export const KEY_DOMAIN = 'tenant-mesh.io';

/**
 * Labels and annotations of ours. Rooms know a tenant by these alone; admission policies forbid tenants to change them.
 */
export const KEYS = {
  /** Label: name of the tenant an object or namespace belongs to. */
  tenant: `${KEY_DOMAIN}/tenant`,
  /** Label: role of a namespace: `tenant`, `auth`, `gateway` or `platform`. */
  role: `${KEY_DOMAIN}/role`,
  /** Label of pods: stable name of a workload, kept by Flagger on canary and primary alike. Policies select on it. */
  workload: `${KEY_DOMAIN}/workload`,
  /** Label of gateway pods: name of the gateway. */
  gateway: `${KEY_DOMAIN}/gateway`,
  /** Annotation of a Namespace: external hosts its tenant owns, comma separated, sorted. */
  hosts: `${KEY_DOMAIN}/hosts`,
  /** Annotation of a Namespace: gateways (`ns/name`) its routes may bind to, comma separated, sorted. */
  gateways: `${KEY_DOMAIN}/gateways`,
  /** Annotation of a Namespace: the certificate signer of its workloads. */
  signer: `${KEY_DOMAIN}/signer`,
  /** Annotation of a NetworkPolicy: what its address blocks hold, `control-plane` or `nodes`; no pod is in them. */
  podless: `${KEY_DOMAIN}/podless`,
  /** Annotation: codes of findings waived on an object, comma separated. */
  waive: `${KEY_DOMAIN}/waive`,
  /** Annotation: why they are waived. */
  waiveReason: `${KEY_DOMAIN}/waive-reason`,
  /** Annotation of an admission policy: code of the rule it enforces. */
  enforces: `${KEY_DOMAIN}/enforces`,
} as const;

/** Values of the role label of a namespace. */
export type NamespaceRole = 'tenant' | 'auth' | 'gateway' | 'platform';
