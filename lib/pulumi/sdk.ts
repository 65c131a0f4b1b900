import type * as Pulumi from '@pulumi/pulumi';
import { loadPeer, type PeerDoor } from './peer.js';

const PULUMI: PeerDoor = { door: 'tenant-mesh/pulumi', packages: '@pulumi/pulumi @pulumi/kubernetes' };

/** Pulumi's own package, loaded when this room is; its absence is said with what to install. */
export const pulumi = loadPeer('@pulumi/pulumi', PULUMI) as typeof Pulumi;

/** Version of the installed Kubernetes SDK, by which the engine chooses the provider. */
export function kubernetesSdkVersion(): string {
  const { version } = loadPeer('@pulumi/kubernetes/package.json', PULUMI) as { readonly version: string };
  return version;
}
