import type { ManifestSet } from 'tenant-mesh/manifest';
import { MAYBE, YES } from '../../lib/access/policy/truth.js';
import { Network, type NetworkEnd, type NetworkVerdict } from '../../lib/access/world/network.js';
import { addressNumber } from '../../lib/model/index.js';
import type { Reference } from './reference.js';

/** A pod, or an address that is none. */
export type End =
  { readonly namespace: string; readonly labels: Readonly<Record<string, string>> } | { readonly address: string };

/** What policies say of a way; `address` where they ask for an address that a pod may or may not have. */
export type Way = 'open' | 'closed' | 'address';

const NETWORKS = new WeakMap<ManifestSet, Network>();

/** What the NetworkPolicies of a cluster say of a TCP connection, out of one end and in to the other. */
export function way(cluster: Reference, from: End, to: End, port: number): Way {
  const out = wayOut(cluster, from, to, port);
  return out === 'open' ? wayOf(networkOf(cluster).ingress(endOf(cluster, to), endOf(cluster, from), port)) : out;
}

/** What the policies of one end say of a TCP connection that it opens. */
export function wayOut(cluster: Reference, from: End, to: End, port: number): Way {
  return wayOf(networkOf(cluster).egress(endOf(cluster, from), endOf(cluster, to), port));
}

function wayOf({ value }: NetworkVerdict): Way {
  return value === YES ? 'open' : value === MAYBE ? 'address' : 'closed';
}

function networkOf({ set }: Reference): Network {
  const known = NETWORKS.get(set);
  if (known !== undefined) return known;
  const made = new Network(set);
  NETWORKS.set(set, made);
  return made;
}

function endOf(cluster: Reference, end: End): NetworkEnd {
  if ('address' in end) {
    const ip = addressNumber(end.address);
    if (ip === undefined) throw new Error(`${end.address} is no address`);
    return { kind: 'address', ip };
  }
  const { namespace, labels } = end;
  return { kind: 'pod', namespace, labels, namespaceLabels: namespaceLabels(cluster, namespace), portNames: new Map() };
}

function namespaceLabels(cluster: Reference, namespace: string): Readonly<Record<string, string>> {
  const [found] = cluster.all('Namespace').filter(({ id }) => id.name === namespace);
  return { ...found?.object.metadata.labels, 'kubernetes.io/metadata.name': namespace };
}
