import type { NameRule } from '../metadata/names.js';

/** Kinds whose names follow another rule than that of a DNS subdomain. */
const RULES: ReadonlyMap<string, NameRule> = new Map<string, NameRule>([
  ['/Namespace', 'label'],
  ['/Service', 'label-1035'],
  ['/Event', 'path-segment'],
  ['apps/StatefulSet', 'label'],
  ['batch/CronJob', 'short-subdomain'],
  ['certificates.k8s.io/CertificateSigningRequest', 'path-segment'],
  ['policy/PodDisruptionBudget', 'path-segment'],
  ['rbac.authorization.k8s.io/ClusterRole', 'path-segment'],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', 'path-segment'],
  ['rbac.authorization.k8s.io/Role', 'path-segment'],
  ['rbac.authorization.k8s.io/RoleBinding', 'path-segment'],
  ['apiregistration.k8s.io/APIService', 'path-segment'],
  ['networking.k8s.io/IPAddress', 'path-segment'],
]);

/** Rule of the names of a built-in kind. */
export function nameRuleOf(group: string, kind: string): NameRule {
  return RULES.get(`${group}/${kind}`) ?? 'subdomain';
}
