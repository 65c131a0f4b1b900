import { MeshError } from '../../../lib/model/index.js';
import { FLUX_NAMESPACE } from '../../flux/index.js';
import { PLATFORM_NAMESPACES, SHARED_NAMESPACE } from '../platform/namespaces.js';

/** Namespaces of Kubernetes, of Flux and of the shared gateway stand in no list of the platform. */
const RESERVED: ReadonlySet<string> = new Set([
  'default',
  FLUX_NAMESPACE,
  SHARED_NAMESPACE,
  ...PLATFORM_NAMESPACES.map(({ name }) => name),
]);

/** Kubernetes keeps this prefix for itself. */
const SYSTEM_PREFIX = 'kube-';

/** A tenant has a namespace of its own, so its name is none that the platform or Kubernetes has. */
export function refuseReserved(where: string, name: string): void {
  if (!RESERVED.has(name) && !name.startsWith(SYSTEM_PREFIX)) return;
  throw new MeshError({
    code: 'TM1906',
    where,
    field: 'name',
    what: 'the namespace of this name belongs to the platform or to Kubernetes',
    value: name,
    remedy: 'Name the tenant after its team, such as "tenant-a".',
  });
}

/** Two workloads of one name would be one Deployment. */
export function refuseSecondWorkload(where: string, id: string): never {
  throw new MeshError({
    code: 'TM1907',
    where,
    what: 'the tenant already has a workload of this name',
    value: id,
    remedy: 'Give the workload a name of its own, or add its containers to the first one.',
  });
}

/** Reached only where nobody checked types: a mistyped kind must not open the door that it was to close. */
export function refuseAccess(where: string, access: never): never {
  throw new MeshError({
    code: 'TM1908',
    where,
    field: 'access.kind',
    what: 'nobody knows this way of letting requests in',
    value: access,
    remedy: 'Write "sign-in", "jwt" or "public".',
  });
}
