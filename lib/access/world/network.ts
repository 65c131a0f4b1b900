import { listOf, mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { cidrRange, type JsonObject, type JsonValue } from '../../model/index.js';
import { objects, selects, strings } from '../../analyzer/read.js';
import type { Address } from '../policy/call.js';
import { blockTest } from '../policy/ip-block.js';
import { groupByNamespace, specOf, type Labels } from '../policy/selector.js';
import { MAYBE, NO, truth, YES, type Truth } from '../policy/truth.js';

/** One end of a connection, as NetworkPolicies see it: a pod, or an address that is none. */
export type NetworkEnd =
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      readonly namespaceLabels: Labels;
      readonly labels: Labels;
      readonly portNames: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'address'; readonly ip: Address | undefined };

/** What one end's policies say. */
export interface NetworkVerdict {
  readonly value: Truth;
  /** The policy that admits, or all that isolate the pod. */
  readonly entries: readonly ManifestEntry[];
  /** Place of the rule that admits. @default - no rule does */
  readonly rule?: number;
}

type Direction = 'Ingress' | 'Egress';

/** The NetworkPolicies of a set. */
export class Network {
  private readonly policies: ReadonlyMap<string, readonly ManifestEntry[]>;

  constructor(set: ManifestSet) {
    this.policies = groupByNamespace(set.byKind('networking.k8s.io', 'NetworkPolicy'));
  }

  /** Whether a pod may open a connection to a port of another end. */
  egress(own: NetworkEnd, other: NetworkEnd, port: number): NetworkVerdict {
    return this.side('Egress', own, other, other, port);
  }

  /** Whether a pod may take a connection from another end on one of its ports. */
  ingress(own: NetworkEnd, other: NetworkEnd, port: number): NetworkVerdict {
    return this.side('Ingress', own, other, own, port);
  }

  /** Every egress rule of a pod; undefined for one that nothing isolates. */
  egressRules(own: NetworkEnd): readonly JsonObject[] | undefined {
    if (own.kind === 'address') return undefined;
    const isolating = this.isolating('Egress', own);
    return isolating.length === 0 ? undefined : isolating.flatMap((entry) => objects(specOf(entry)['egress']));
  }

  /** Ports that the egress policies of a pod tell apart. */
  egressPorts(own: NetworkEnd): readonly number[] {
    return this.edges('Egress', own);
  }

  /** Ports that the ingress policies of a pod tell apart. */
  ingressPorts(own: NetworkEnd): readonly number[] {
    return this.edges('Ingress', own);
  }

  private edges(type: Direction, own: NetworkEnd): readonly number[] {
    if (own.kind === 'address') return [];
    const rules = this.isolating(type, own).flatMap((entry) =>
      objects(specOf(entry)[type === 'Egress' ? 'egress' : 'ingress']),
    );
    return rules.flatMap((rule) =>
      objects(rule['ports']).flatMap(({ port, endPort }) =>
        typeof port !== 'number' ? [] : typeof endPort === 'number' ? [port, endPort] : [port],
      ),
    );
  }

  private isolating(type: Direction, own: Extract<NetworkEnd, { kind: 'pod' }>): readonly ManifestEntry[] {
    return (this.policies.get(own.namespace) ?? []).filter(
      (entry) => typesOf(entry).includes(type) && matchesSelector(mapAt(specOf(entry), 'podSelector'), own.labels),
    );
  }

  /** The server is the end whose names of ports count. */
  private side(type: Direction, own: NetworkEnd, other: NetworkEnd, server: NetworkEnd, port: number): NetworkVerdict {
    if (own.kind === 'address') return { value: YES, entries: [] };
    const isolating = this.isolating(type, own);
    if (isolating.length === 0) return { value: YES, entries: [] };
    let open: NetworkVerdict | undefined;
    for (const entry of isolating) {
      const rules = objects(specOf(entry)[type === 'Egress' ? 'egress' : 'ingress']);
      for (const [at, rule] of rules.entries()) {
        if (!portFits(rule['ports'], port, server)) continue;
        const value = peersFit(rule[type === 'Egress' ? 'to' : 'from'], other, own.namespace);
        if (value === YES) return { value, entries: [entry], rule: at };
        if (value === MAYBE) open ??= { value, entries: [entry], rule: at };
      }
    }
    return open ?? { value: NO, entries: isolating };
  }
}

/** Directions that a policy isolates; without a list, ingress and what it has egress rules for. */
function typesOf(entry: ManifestEntry): readonly string[] {
  const spec = specOf(entry);
  const listed = strings(spec['policyTypes']);
  if (listed.length > 0) return listed;
  return spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}

function portFits(ports: JsonValue | undefined, wanted: number, server: NetworkEnd): boolean {
  if (listOf(ports).length === 0) return true;
  return objects(ports).some(({ port, endPort, protocol }) => {
    if (protocol !== undefined && protocol !== 'TCP') return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return server.kind === 'pod' && server.portNames.get(port) === wanted;
    if (typeof port !== 'number') return false;
    return typeof endPort === 'number' ? port <= wanted && wanted <= endPort : port === wanted;
  });
}

function peersFit(peers: JsonValue | undefined, other: NetworkEnd, ownNamespace: string): Truth {
  if (listOf(peers).length === 0) return YES;
  let best: Truth = NO;
  for (const peer of objects(peers)) {
    const value = peerFits(peer, other, ownNamespace);
    if (value > best) best = value;
  }
  return best;
}

function peerFits(peer: JsonObject, other: NetworkEnd, ownNamespace: string): Truth {
  if (peer['ipBlock'] !== undefined) return inBlock(mapAt(peer, 'ipBlock'), other);
  if (other.kind === 'address') return NO;
  const namespaceFits =
    peer['namespaceSelector'] === undefined
      ? other.namespace === ownNamespace
      : matchesSelector(mapAt(peer, 'namespaceSelector'), other.namespaceLabels);
  return truth(namespaceFits && matchesSelector(mapAt(peer, 'podSelector'), other.labels));
}

/** Whether an address is in a block. Pods count as outside of every block: their addresses are nobody's promise. */
function inBlock(block: JsonObject, other: NetworkEnd): Truth {
  if (other.kind === 'pod') return blockOfPods(block);
  const { ip } = other;
  if (ip === undefined) return coversAll(block) ? YES : isLinkLocal(block) ? NO : MAYBE;
  const inside = (cidr: string): boolean => blockTest(cidr)?.(ip) ?? false;
  return truth(inside(textOf(block['cidr']) ?? '') && !strings(block['except']).some(inside));
}

/** Whether pods may be in a block: YES where it holds every address, NO where it leaves out what clusters take for pods. */
export function blockOfPods(block: JsonObject): Truth {
  return coversAll(block) ? YES : isPublicOnly(block) ? NO : MAYBE;
}

function coversAll(block: JsonObject): boolean {
  return /^(0\.0\.0\.0|::)\/0$/.test(textOf(block['cidr']) ?? '') && strings(block['except']).length === 0;
}

function isPublicOnly(block: JsonObject): boolean {
  const cidr = textOf(block['cidr']) ?? '';
  const excepted = strings(block['except']);
  if (isLinkLocal(block)) return true;
  if (cidr === '0.0.0.0/0')
    return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].every((range) =>
      excepted.includes(range),
    );
  if (cidr === '::/0') return excepted.includes('fc00::/7');
  return false;
}

/** Whether labels meet a label selector of Kubernetes; an empty one selects all. */
export function matchesSelector(selector: JsonObject, labels: Labels): boolean {
  if (!selects(textsOf(mapAt(selector, 'matchLabels')), labels)) return false;
  return objects(selector['matchExpressions']).every((expression) => {
    const value = labels[textOf(expression['key']) ?? ''];
    const listed = value !== undefined && strings(expression['values']).includes(value);
    switch (expression['operator']) {
      case 'In':
        return listed;
      case 'NotIn':
        return !listed;
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}

/** Addresses of a node's own services: neither pods nor clients have them. */
function isLinkLocal(block: JsonObject): boolean {
  const range = cidrRange(textOf(block['cidr']) ?? '');
  const own = cidrRange('169.254.0.0/16');
  return range?.family === 4 && own !== undefined && own.first <= range.first && range.last <= own.last;
}
