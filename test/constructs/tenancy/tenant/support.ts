import { Cluster, MeshApp, Platform, Target, Tenant, type TenantProps, type TenantWorkloadProps } from 'tenant-mesh';
import type { ManifestSet } from 'tenant-mesh/manifest';
import { ADDRESSES } from '../support.js';
export const UI: TenantWorkloadProps = {
  containers: [{ name: 'app-ui', image: 'ghcr.io/example/app-ui', tag: '1.0.0', ports: [{ targetPort: 8501 }] }],
};
export const STABLE = { kind: 'tag', tag: 'stable' } as const;
export const NONE = { kind: 'none' } as const;
export const TOKEN = { kind: 'jwt', issuer: 'https://login.example.com', claims: { groups: ['tenant-a'] } } as const;

export function platform(target = Target.bareMetal({ addresses: ADDRESSES })) {
  const app = new MeshApp();
  const cluster = new Cluster(app, 'metal-prod', {
    target,
    repository: { url: 'https://git.example.com/platform/fleet.git', branch: 'main' },
  });
  const made = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'] },
  });
  const tenant = (id: string, props: Partial<TenantProps> = {}) =>
    new Tenant(cluster, id, { platform: made, hosts: [`${id}.example.com`], access: TOKEN, ...props });
  const set = (): ManifestSet => {
    const [only] = app.manifests();
    if (only === undefined) throw new Error('there is one cluster');
    return only;
  };
  return { app, tenant, set };
}

export function one(set: ManifestSet, group: string, kind: string, namespace: string, name: string) {
  const found = set.get(group, kind, namespace, name);
  if (found === undefined) throw new Error(`no ${kind} ${namespace}/${name}`);
  return found;
}
