import { KEYS, MeshError, type NamespaceRole } from '../../../lib/model/index.js';
import type { MeshMode } from '../flows/index.js';
import type { DataPlane, MeshNamespaceProps, PodSecurityLevel } from './props.js';

/** How the data plane is seen by the table of flows. */
export function meshMode(dataPlane: DataPlane): MeshMode {
  return dataPlane.kind;
}

/** Tenant of a namespace, by its role. */
export function tenantOf(where: string, props: MeshNamespaceProps, role: NamespaceRole): string | undefined {
  if (role === 'tenant') return props.tenant ?? props.name;
  const wrong = role === 'platform' ? props.tenant !== undefined : role === 'auth' && props.tenant === undefined;
  if (wrong) {
    throw new MeshError({
      code: 'TM1101',
      where,
      field: 'tenant',
      what:
        role === 'auth' ? 'a namespace of role "auth" serves one tenant' : 'a namespace of the platform has no tenant',
      ...(props.tenant === undefined ? {} : { value: props.tenant }),
      remedy: role === 'auth' ? 'Name the tenant.' : 'Leave the tenant out, or choose another role.',
    });
  }
  return props.tenant;
}

/** Labels of a Namespace: ours, Pod Security and the way into the mesh. */
export function namespaceLabels(
  role: NamespaceRole,
  tenant: string | undefined,
  level: PodSecurityLevel,
  dataPlane: DataPlane,
): Readonly<Record<string, string>> {
  const security = ['enforce', 'audit', 'warn'].flatMap((mode): [string, PodSecurityLevel | 'latest'][] => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  return {
    [KEYS.role]: role,
    ...(tenant === undefined ? {} : { [KEYS.tenant]: tenant }),
    ...meshLabels(dataPlane),
    ...Object.fromEntries(security),
  };
}

function meshLabels(dataPlane: DataPlane): Readonly<Record<string, string>> {
  switch (dataPlane.kind) {
    case 'sidecar':
      return dataPlane.revision === undefined
        ? { 'istio-injection': 'enabled' }
        : { 'istio.io/rev': dataPlane.revision };
    case 'ambient':
      return {
        'istio.io/dataplane-mode': 'ambient',
        ...(dataPlane.waypoint === undefined ? {} : { 'istio.io/use-waypoint': dataPlane.waypoint.name }),
      };
    case 'none':
      return { 'istio-injection': 'disabled' };
  }
}
