import type { Target } from '../../../lib/targets/index.js';
import { FLUX_USERS, type AdmissionPoliciesProps } from '../admission/admission-policies.js';

/** People and machines that run the platform, beside Flux. */
export interface Administrators {
  /**
   * Users, as the API server knows them: of a certificate its common name, of EKS the name of an access entry.
   * @default - none
   */
  readonly users?: readonly string[];
  /**
   * Groups that take the place of the default.
   * @default - `kubeadm:cluster-admins` and `system:masters`, or on EKS `platform-administrators` and `system:masters`
   */
  readonly groups?: readonly string[];
}

/**
 * Groups of administrators where nobody names them. Since 1.29 kubeadm gives its administrator the first and keeps the
 * second for emergencies. On EKS an access entry has the groups that its maker writes, none of which may begin with
 * `system:`, so the name is ours to choose; nobody is in it until an access entry says so.
 */
const GROUPS: Readonly<Record<Target['kind'], readonly string[]>> = {
  'bare-metal': ['kubeadm:cluster-admins', 'system:masters'],
  eks: ['platform-administrators', 'system:masters'],
};

/** Whom the admission policies exempt: Flux, and the administrators. */
export function exemptions(
  target: Target,
  { users = [], groups = GROUPS[target.kind] }: Administrators = {},
): Required<Pick<AdmissionPoliciesProps, 'exemptUsers' | 'exemptGroups'>> {
  return { exemptUsers: [...FLUX_USERS, ...users], exemptGroups: groups };
}
