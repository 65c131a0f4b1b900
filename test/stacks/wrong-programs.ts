import { ApiObject } from 'cdk8s';
import {
  CanaryRelease,
  Cluster,
  MeshNamespace,
  MetalLBPool,
  Platform,
  SecureGateway,
  Target,
  Tenant,
  TenantCA,
  type CanaryReleaseProps,
  type Exposure,
  type MeshApp,
  type MeshNamespaceProps,
  type MeshRoot,
  type PlatformProps,
  type TenantProps,
  type TenantWorkloadProps,
  type Workload,
} from 'tenant-mesh';
import { REPOSITORY } from '../../stacks/repository.js';

/** The host of the tenant. */
export const HOST = 'tenant-a.example.com';
const ADDRESSES = { apiServer: ['192.0.2.0/29'] } as const;
const METAL: PlatformProps = {
  root: { kind: 'imported' },
  gatewayIssuer: { kind: 'ca-secret' },
  metallb: { addresses: ['192.0.2.16/28'] },
};
/** A workload of the tenant. */
export const UI: TenantWorkloadProps = {
  containers: [{ name: 'app-ui', image: 'ghcr.io/example/app-ui', tag: '1.4.0', ports: [{ targetPort: 8501 }] }],
};
/** How it is released. */
export const RELEASE: Omit<CanaryReleaseProps, 'workload'> = {
  strategy: { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 50 } },
  metrics: [{ kind: 'success-rate' }],
};

/** A cluster on machines of one's own. */
export function metal(app: MeshApp): Cluster {
  return new Cluster(app, 'metal-prod', { target: Target.bareMetal({ addresses: ADDRESSES }), repository: REPOSITORY });
}

/** A cluster on EKS. */
export function eks(app: MeshApp): Cluster {
  return new Cluster(app, 'eks-prod', {
    target: Target.eks({ region: 'eu-central-1', addresses: ADDRESSES }),
    repository: REPOSITORY,
  });
}

/** A platform on bare metal. */
export function platform(app: MeshApp, props: Partial<PlatformProps> = {}): { cluster: Cluster; platform: Platform } {
  const cluster = metal(app);
  return { cluster, platform: new Platform(cluster, 'platform', { ...METAL, ...props }) };
}

/** A platform with one tenant. */
export function tenant(app: MeshApp, props: Partial<TenantProps> = {}, id = 'tenant-a') {
  const made = platform(app);
  const access = { kind: 'public' } as const;
  return {
    ...made,
    tenant: new Tenant(made.cluster, id, { platform: made.platform, hosts: [HOST], access, ...props }),
  };
}

/** A tenant with one workload. */
export function workload(app: MeshApp, props: Partial<TenantWorkloadProps> = {}): Workload {
  return tenant(app).tenant.addWorkload('app-ui', { ...UI, ...props });
}

/** A tenant with one workload and its release, as a program without types may write it. */
export function release(app: MeshApp, props: object): CanaryRelease {
  const made = workload(app);
  return new CanaryRelease(made, 'release', { ...RELEASE, workload: made, ...props });
}

/** A namespace of its own in a cluster. */
export function namespace(app: MeshApp, props: Partial<MeshNamespaceProps> = {}): MeshNamespace {
  return new MeshNamespace(metal(app), 'payments', { name: 'payments', ...props });
}

/** A pool beside that of the platform. */
export function pool(app: MeshApp, addresses: readonly string[]): MetalLBPool {
  const { cluster } = platform(app);
  const namespaces = [new MeshNamespace(cluster, 'second', { name: 'second', role: 'gateway' })];
  return new MetalLBPool(cluster, 'pool', { name: 'second', addresses, namespaces, announcement: { kind: 'l2' } });
}

/** A gateway of its own. */
export function gateway(cluster: Cluster, exposure: Exposure): SecureGateway {
  const namespace = new MeshNamespace(cluster, 'edge', { name: 'edge', role: 'gateway' });
  return new SecureGateway(cluster, 'gateway', {
    name: 'edge',
    namespace,
    exposure,
    issuerRef: { kind: 'ClusterIssuer', name: 'public' },
  });
}

/** A ConfigMap in the namespace of the tenant. */
export function configMap(app: MeshApp, name: string, data: Readonly<Record<string, string>>): ApiObject {
  const { tenant: owner } = tenant(app);
  const metadata = { name, namespace: owner.name };
  return new ApiObject(owner.namespace, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
}

/** A Secret in the namespace of the tenant. */
export function secret(app: MeshApp, stringData: Readonly<Record<string, string>>): ApiObject {
  const { tenant: owner } = tenant(app);
  const metadata = { name: 'login', namespace: owner.name };
  return new ApiObject(owner.namespace, 'login', { apiVersion: 'v1', kind: 'Secret', metadata, stringData });
}

/** A certificate authority of the tenant, beside what else is in the cluster. */
export function secondCa(cluster: Cluster, root: MeshRoot): TenantCA {
  const source = { kind: 'intermediate-of-root', root } as const;
  return new TenantCA(cluster, 'ca', { tenant: 'tenant-a', isolation: 'soft', source });
}

/** A workload of the namespace `payments`. */
export const PAYMENTS_API = {
  name: 'api',
  namespace: 'payments',
  serviceAccountName: 'api',
  principal: 'cluster.local/ns/payments/sa/api',
  podLabels: { app: 'api' },
  ports: [{ name: 'http', port: 80, targetPort: 8080, appProtocol: 'http' }],
} as const;
