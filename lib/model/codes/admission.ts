/** 60xx: rules that admission policies enforce at the API server; 61xx: what AdmissionPolicies refuses. */
export const ADMISSION_CODES = {
  TM6001: { level: 'error', title: 'Host that the tenant does not own' },
  TM6002: { level: 'error', title: 'Certificate signer of somebody else' },
  TM6003: { level: 'error', title: 'Certificate that the tenant may not have' },
  TM6004: { level: 'error', title: 'Signing request to the mesh by an account that may not make, approve or sign it' },
  TM6005: { level: 'error', title: 'Reference into another namespace' },
  TM6006: { level: 'error', title: 'Pod that goes round its proxy' },
  TM6007: { level: 'error', title: 'Exposed past the gateway' },
  TM6008: { level: 'error', title: 'Kind that only the platform writes in the namespace of a tenant' },
  TM6009: { level: 'error', title: 'Flux object of a tenant that acts outside its namespace' },
  TM6010: { level: 'error', title: 'Mark of a Namespace changed by somebody else than the platform' },
  TM6011: { level: 'error', title: 'Pod Security of a tenant lowered' },
  TM6012: { level: 'error', title: 'Exported to other namespaces' },
  TM6013: { level: 'error', title: 'Signing request by a service account of a tenant' },
  TM6014: { level: 'error', title: 'Pod or budget that decides about nodes and pods of others' },
  TM6101: { level: 'error', title: 'Exemption that covers tenants' },
} as const;
