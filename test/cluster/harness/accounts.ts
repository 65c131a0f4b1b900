import type { JsonObject, JsonValue, KubeObject } from '../../../lib/model/index.js';
import type { Asker } from './client.js';

const RBAC = 'rbac.authorization.k8s.io';

/** A service account as somebody who asks. */
export function serviceAccount(namespace: string, name: string): Asker {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return { user: `system:serviceaccount:${namespace}:${name}`, groups };
}

/** A Role or, without a namespace, a ClusterRole, and its binding to one user. */
export function rights(
  name: string,
  user: string,
  rules: readonly JsonObject[],
  namespace?: string,
): readonly KubeObject[] {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  const prefix = namespace === undefined ? 'Cluster' : '';
  const role: KubeObject = { apiVersion: `${RBAC}/v1`, kind: `${prefix}Role`, metadata, rules };
  const binding: KubeObject = {
    apiVersion: `${RBAC}/v1`,
    kind: `${prefix}RoleBinding`,
    metadata,
    roleRef: { apiGroup: RBAC, kind: `${prefix}Role`, name },
    subjects: [{ apiGroup: RBAC, kind: 'User', name: user }] satisfies JsonValue,
  };
  return [role, binding];
}

/** The right to do everything. */
export const EVERYTHING: JsonObject = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
