import { mapAt, textOf } from '../../manifest/index.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { TUNNEL_PORT } from './ambient-link.js';
import { stepObject, type Trail } from './answer.js';
import type { Link } from './link.js';
import type { Source } from './source.js';
import { trust } from './trust-step.js';

/** Port of the tunnel between two proxies; undefined where the call goes to the pod's own port. */
export function tunnelOf(world: World, source: Source, callee: Workload): number | undefined {
  if (source.kind === 'outside' || !source.proxied) return undefined;
  switch (callee.mesh) {
    case 'ambient':
    case 'waypoint':
      return TUNNEL_PORT;
    case 'sidecar':
    case 'gateway':
      // A sidecar prefers mutual TLS, which the proxy of a node does not speak.
      return source.workload.mesh === 'ambient' && takesTunnels(world, callee) ? TUNNEL_PORT : undefined;
    case 'none':
      return undefined;
  }
}

/** Whether a sidecar listens for tunnels: meshes with nodes in ambient mode switch that on for all. */
function takesTunnels(world: World, { labels }: Workload): boolean {
  if (labels['networking.istio.io/tunnel'] === 'http') return true;
  if (world.mesh.entry === undefined) return true;
  const metadata = mapAt(world.mesh.values, 'defaultConfig', 'proxyMetadata');
  return textOf(metadata['ISTIO_META_ENABLE_HBONE']) === 'true' || metadata['ISTIO_META_ENABLE_HBONE'] === true;
}

/** A connection through the tunnel to a proxy that sees requests: always with mutual TLS, whatever the port's mode. */
export function tunnelLink(world: World, source: Source, callee: Workload, trail: Trail): Link {
  if (source.kind === 'outside' || !source.proxied) {
    const text = `waypoint ${key(callee)} takes tunnels of the mesh alone`;
    const change = 'Put the caller into the mesh.';
    trail.add({ kind: 'waypoint', outcome: 'deny', ...stepObject(callee.entry), text, change, basis: 'modelled' });
    return { trail, principal: undefined, guarded: true };
  }
  trail.add({
    kind: 'peer-authentication',
    outcome: 'pass',
    text: `the caller speaks through the tunnel, which ${key(callee)} takes with mutual TLS in every mode`,
    basis: 'modelled',
  });
  trust(world, source.workload, callee, trail);
  return { trail, principal: world.principalOf(source.workload), guarded: true };
}
