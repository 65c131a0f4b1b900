import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster, MeshApp, Target } from 'tenant-mesh';
import type { KubeObject } from '../../lib/model/index.js';

/** A cluster on bare metal, in an app of its own. */
export function cluster(
  props: { readonly externalFacts?: readonly string[]; readonly facts?: Readonly<Record<string, string>> } = {},
): Cluster {
  return new Cluster(new MeshApp(), 'metal', {
    target: Target.bareMetal(),
    repository: { url: 'ssh://git@git.example.com/platform/fleet.git', branch: 'main' },
    ...props,
  });
}

/** A chart of an app of its own. */
export function chart(id = 'mesh'): Chart {
  return new Chart(new MeshApp(), id, { disableResourceNameHashes: true });
}

/** An object of the core group, or another, under an id of its own. */
export function object(
  scope: Construct,
  id: string,
  { apiVersion = 'v1', kind = 'ConfigMap', name = id, namespace, ...rest }: Partial<KubeObject> & Place = {},
): ApiObject {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return new ApiObject(scope, id, { apiVersion, kind, metadata, ...rest });
}

interface Place {
  readonly name?: string;
  readonly namespace?: string;
}

/** A namespace, with a ConfigMap and a PeerAuthentication in it. */
export function team(scope: Construct, id: string): Construct {
  const made = new Construct(scope, id);
  object(made, 'settings', { namespace: id, data: { a: '1' } });
  object(made, 'mtls', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    namespace: id,
    spec: { mtls: { mode: 'STRICT' } },
  });
  object(made, 'Resource', { kind: 'Namespace', name: id });
  return made;
}
