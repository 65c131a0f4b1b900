import { mapAt, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { objects, strings } from '../../analyzer/read.js';
import type { JsonObject } from '../../model/index.js';
import type { Address } from '../policy/call.js';
import type { AddressSpan } from '../policy/ip-block.js';
import { groupByNamespace, type Labels } from '../policy/selector.js';
import { NO, truth, YES, type Truth } from '../policy/truth.js';
import {
  networkPolicy,
  type Direction,
  type NetworkPolicy,
  type NetworkRule,
  type Peer,
  type PortSpan,
} from './network-policy.js';

/** One end of a connection, as NetworkPolicies see it: a pod, or an address that is none. */
export type NetworkEnd =
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      readonly namespaceLabels: Labels;
      readonly labels: Labels;
      readonly portNames: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'address'; readonly ip: Address | undefined }
  /** What DNS says of a name. */
  | { readonly kind: 'name' }
  /** One of many addresses, of which run time chooses. */
  | { readonly kind: 'range'; readonly range: AddressSpan };

type PodEnd = Extract<NetworkEnd, { kind: 'pod' }>;

/** What one end's policies say. */
export interface NetworkVerdict {
  readonly value: Truth;
  /** The policy that admits, or all that isolate the pod. */
  readonly entries: readonly ManifestEntry[];
  /** Place of the rule that admits. @default - no rule does */
  readonly rule?: number;
}

/** A rule that opens to the other end, on some ports. */
interface Opening {
  readonly rule: NetworkRule;
  readonly value: Truth;
}

/** The NetworkPolicies of a set, each read once. */
export class Network {
  private readonly policies: ReadonlyMap<string, readonly NetworkPolicy[]>;
  private readonly found = {
    Ingress: new WeakMap<NetworkEnd, readonly NetworkPolicy[]>(),
    Egress: new WeakMap<NetworkEnd, readonly NetworkPolicy[]>(),
  };

  constructor(set: ManifestSet) {
    const groups = groupByNamespace(set.byKind('networking.k8s.io', 'NetworkPolicy'));
    this.policies = new Map([...groups].map(([namespace, entries]) => [namespace, entries.map(networkPolicy)]));
  }

  /** Whether a pod may open a connection to a port of another end. */
  egress(own: NetworkEnd, other: NetworkEnd, port: number): NetworkVerdict {
    return this.side('Egress', own, other, other, port);
  }

  /** Whether a pod may take a connection from another end on one of its ports. */
  ingress(own: NetworkEnd, other: NetworkEnd, port: number): NetworkVerdict {
    return this.side('Ingress', own, other, own, port);
  }

  /**
   * Which ports of a server a client may or might open, as a test; undefined where none is.
   * Most pairs of pods end here, before any port is looked at.
   */
  openPorts(client: NetworkEnd, server: NetworkEnd): ((port: number) => boolean) | undefined {
    const out = this.openings('Egress', client, server);
    if (out?.length === 0) return undefined;
    const into = this.openings('Ingress', server, client);
    if (into?.length === 0) return undefined;
    const open = (openings: readonly Opening[] | undefined, port: number): boolean =>
      openings === undefined || openings.some(({ rule }) => portFits(rule.ports, port, server));
    return (port) => open(out, port) && open(into, port);
  }

  /** Every egress rule of a pod; undefined for one that nothing isolates. */
  egressRules(own: NetworkEnd): readonly JsonObject[] | undefined {
    const isolating = this.isolating('Egress', own);
    if (isolating.length === 0) return undefined;
    return isolating.flatMap(({ rules }) => rules.Egress.map(({ written }) => written));
  }

  /** Ports that the egress policies of a pod tell apart. */
  egressPorts(own: NetworkEnd): readonly number[] {
    return this.edges('Egress', own);
  }

  /** Ports that the ingress policies of a pod tell apart. */
  ingressPorts(own: NetworkEnd): readonly number[] {
    return this.edges('Ingress', own);
  }

  /** Blocks of addresses that the ingress policies of a pod name. */
  ingressBlocks(own: NetworkEnd): readonly string[] {
    const peers = this.isolating('Ingress', own).flatMap(({ rules }) =>
      rules.Ingress.flatMap(({ written }) => objects(written['from'])),
    );
    return peers.flatMap((peer) => {
      const { cidr, except } = mapAt(peer, 'ipBlock');
      return typeof cidr === 'string' ? [cidr, ...strings(except)] : [];
    });
  }

  private edges(type: Direction, own: NetworkEnd): readonly number[] {
    const spans = this.isolating(type, own).flatMap(({ rules }) => rules[type].flatMap(({ ports }) => ports ?? []));
    return spans.flatMap((span) =>
      span.kind === 'name' || span.last - span.first === 65_535
        ? []
        : span.first === span.last
          ? [span.first]
          : [span.first, span.last],
    );
  }

  private isolating(type: Direction, own: NetworkEnd): readonly NetworkPolicy[] {
    if (own.kind !== 'pod') return [];
    const known = this.found[type].get(own);
    if (known !== undefined) return known;
    const made = (this.policies.get(own.namespace) ?? []).filter(
      ({ directions, selects }) => directions.has(type) && selects(own.labels),
    );
    this.found[type].set(own, made);
    return made;
  }

  /** Rules of one end that open to the other; undefined where nothing isolates it. */
  private openings(type: Direction, own: NetworkEnd, other: NetworkEnd): readonly Opening[] | undefined {
    const isolating = this.isolating(type, own);
    if (own.kind !== 'pod' || isolating.length === 0) return undefined;
    const found: Opening[] = [];
    for (const { rules } of isolating) {
      for (const rule of rules[type]) {
        const value = peersFit(rule.peers, other, own);
        if (value !== NO) found.push({ rule, value });
      }
    }
    return found;
  }

  /** The server is the end whose names of ports count. */
  private side(type: Direction, own: NetworkEnd, other: NetworkEnd, server: NetworkEnd, port: number): NetworkVerdict {
    const openings = this.openings(type, own, other);
    if (openings === undefined) return { value: YES, entries: [] };
    let best: Opening | undefined;
    for (const opening of openings) {
      if (!portFits(opening.rule.ports, port, server)) continue;
      if (best === undefined || opening.value > best.value) best = opening;
      if (best.value === YES) break;
    }
    if (best === undefined) return { value: NO, entries: this.isolating(type, own).map(({ entry }) => entry) };
    return { value: best.value, entries: [best.rule.entry], rule: best.rule.index };
  }
}

function portFits(ports: readonly PortSpan[] | undefined, wanted: number, server: NetworkEnd): boolean {
  if (ports === undefined) return true;
  return ports.some((span) =>
    span.kind === 'span'
      ? span.first <= wanted && wanted <= span.last
      : server.kind === 'pod' && server.portNames.get(span.name) === wanted,
  );
}

function peersFit(peers: readonly Peer[] | undefined, other: NetworkEnd, own: PodEnd): Truth {
  if (peers === undefined) return YES;
  let best: Truth = NO;
  for (const peer of peers) {
    const value = peerFits(peer, other, own);
    if (value === YES) return YES;
    if (value > best) best = value;
  }
  return best;
}

/** Pods count as outside of every block that leaves their addresses out: those are nobody's promise. */
function peerFits(peer: Peer, other: NetworkEnd, own: PodEnd): Truth {
  if (peer.kind === 'block') return inBlock(peer, other);
  if (other.kind !== 'pod') return NO;
  const { namespaces, pods } = peer;
  const here = namespaces === undefined ? other.namespace === own.namespace : namespaces(other.namespaceLabels);
  return truth(here && pods(other.labels));
}

function inBlock(block: Extract<Peer, { kind: 'block' }>, other: NetworkEnd): Truth {
  switch (other.kind) {
    case 'pod':
      return block.pods;
    case 'address':
      return block.holds(other.ip);
    case 'name':
      return block.resolves;
    case 'range':
      return block.spans(other.range);
  }
}
