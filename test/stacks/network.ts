import { addressNumber, cidrRange, type JsonObject, type JsonValue } from '../../lib/model/index.js';
import { at, objects, strings, text, type Reference } from './reference.js';

/** A pod, or an address that is none. */
export type End =
  { readonly namespace: string; readonly labels: Readonly<Record<string, string>> } | { readonly address: string };

/** A port, as NetworkPolicies see it. */
export interface NetworkPort {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

const TCP = (port: number): NetworkPort => ({ port, protocol: 'TCP' });

/** Whether the NetworkPolicies of a cluster let a packet pass, out of one end and in to the other. */
export function passes(cluster: Reference, from: End, to: End, port: number | NetworkPort): boolean {
  const wanted = typeof port === 'number' ? TCP(port) : port;
  return side(cluster, 'Egress', from, to, wanted) && side(cluster, 'Ingress', to, from, wanted);
}

function side(cluster: Reference, type: 'Egress' | 'Ingress', own: End, other: End, port: NetworkPort): boolean {
  if ('address' in own) return true;
  const policies = cluster
    .all('NetworkPolicy.networking.k8s.io', own.namespace)
    .map(({ object }) => at(object, 'spec'))
    .filter((spec) => strings(at(spec, 'policyTypes')).includes(type) && matches(at(spec, 'podSelector'), own.labels));
  if (policies.length === 0) return true;
  const rules = policies.flatMap((spec) => objects(at(spec, type === 'Egress' ? 'egress' : 'ingress')));
  return rules.some((rule) => admits(cluster, rule, type === 'Egress' ? 'to' : 'from', other, port));
}

function admits(cluster: Reference, rule: JsonObject, key: 'to' | 'from', other: End, port: NetworkPort): boolean {
  const ports = at(rule, 'ports');
  const portFits =
    ports === undefined ||
    objects(ports).some((entry) => entry['port'] === port.port && (entry['protocol'] ?? 'TCP') === port.protocol);
  const peers = at(rule, key);
  return portFits && (peers === undefined || objects(peers).some((peer) => peerFits(cluster, peer, other)));
}

function peerFits(cluster: Reference, peer: JsonObject, other: End): boolean {
  const block = at(peer, 'ipBlock');
  if (block !== undefined) return 'address' in other && inBlock(block, other.address);
  if ('address' in other) return false;
  return (
    matches(at(peer, 'namespaceSelector'), namespaceLabels(cluster, other.namespace)) &&
    (at(peer, 'podSelector') === undefined || matches(at(peer, 'podSelector'), other.labels))
  );
}

function inBlock(block: JsonValue, address: string): boolean {
  const inside = (cidr: string): boolean => {
    const [range, number] = [cidrRange(cidr), addressNumber(address)];
    if (range?.family !== number?.family || range === undefined || number === undefined) return false;
    return range.first <= number.value && number.value <= range.last;
  };
  return inside(text(at(block, 'cidr')) ?? '') && !strings(at(block, 'except')).some(inside);
}

function namespaceLabels(cluster: Reference, namespace: string): Readonly<Record<string, string>> {
  const [found] = cluster.all('Namespace').filter(({ id }) => id.name === namespace);
  return { ...found?.object.metadata.labels, 'kubernetes.io/metadata.name': namespace };
}

function matches(selector: JsonValue | undefined, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries((at(selector, 'matchLabels') ?? {}) as JsonObject);
  if (!equal.every(([key, value]) => labels[key] === value)) return false;
  return objects(at(selector, 'matchExpressions')).every((expression) => {
    const value = labels[text(at(expression, 'key')) ?? ''];
    const listed = value !== undefined && strings(at(expression, 'values')).includes(value);
    switch (at(expression, 'operator')) {
      case 'In':
        return listed;
      case 'NotIn':
        return !listed;
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        throw new Error(`unknown operator in ${JSON.stringify(expression)}`);
    }
  });
}
