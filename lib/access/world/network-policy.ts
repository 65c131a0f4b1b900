import { listOf, mapAt, textOf, textsOf, type ManifestEntry } from '../../manifest/index.js';
import { cidrRange, rangesOverlap, type JsonObject } from '../../model/index.js';
import { objects, strings } from '../../analyzer/read.js';
import type { Address } from '../policy/call.js';
import { blockTest, type AddressSpan } from '../policy/ip-block.js';
import { specOf, type Labels } from '../policy/selector.js';
import { MAYBE, NO, YES, type Truth } from '../policy/truth.js';

/** A direction that a policy can close. */
export type Direction = 'Ingress' | 'Egress';

/** A test of labels. */
export type LabelTest = (labels: Labels) => boolean;

/** Ports that a rule opens: a span of numbers, or the port of a name at the server. */
export type PortSpan =
  | { readonly kind: 'span'; readonly first: number; readonly last: number }
  | { readonly kind: 'name'; readonly name: string };

/** Whom a rule opens to. */
export type Peer =
  | {
      readonly kind: 'pods';
      /** Undefined for the namespace of the policy alone. */
      readonly namespaces: LabelTest | undefined;
      readonly pods: LabelTest;
    }
  | {
      readonly kind: 'block';
      /** What is known of an address; undefined stands for one that only run time knows. */
      readonly holds: (ip: Address | undefined) => Truth;
      /** What is known of an address that DNS gives for a name. */
      readonly resolves: Truth;
      /** What is known of an address of a range. */
      readonly spans: (range: AddressSpan) => Truth;
      /** What is known of the address of any pod. */
      readonly pods: Truth;
    };

/** A rule of a policy, read once. */
export interface NetworkRule {
  readonly entry: ManifestEntry;
  /** Place in the list of its direction. */
  readonly index: number;
  /** Undefined where it opens every port. */
  readonly ports: readonly PortSpan[] | undefined;
  /** Undefined where it opens to everybody. */
  readonly peers: readonly Peer[] | undefined;
  readonly written: JsonObject;
}

/** A NetworkPolicy, read once. */
export interface NetworkPolicy {
  readonly entry: ManifestEntry;
  readonly selects: LabelTest;
  readonly directions: ReadonlySet<string>;
  readonly rules: Readonly<Record<Direction, readonly NetworkRule[]>>;
}

/** Reads a NetworkPolicy. */
export function networkPolicy(entry: ManifestEntry): NetworkPolicy {
  const spec = specOf(entry);
  const rules = (field: string, peers: string): readonly NetworkRule[] =>
    objects(spec[field]).map((written, index) => ({
      entry,
      index,
      written,
      ports: listOf(written['ports']).length === 0 ? undefined : objects(written['ports']).flatMap(spanOf),
      peers: listOf(written[peers]).length === 0 ? undefined : objects(written[peers]).map(peerOf),
    }));
  return {
    entry,
    selects: labelTest(mapAt(spec, 'podSelector')),
    directions: new Set(directionsOf(spec)),
    rules: { Ingress: rules('ingress', 'from'), Egress: rules('egress', 'to') },
  };
}

/** Directions that a policy closes; without a list, ingress and what it has egress rules for. */
function directionsOf(spec: JsonObject): readonly string[] {
  const listed = strings(spec['policyTypes']);
  if (listed.length > 0) return listed;
  return spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}

/** TCP alone is asked for, so ports of another protocol open nothing. */
function spanOf({ port, endPort, protocol }: JsonObject): readonly PortSpan[] {
  if (protocol !== undefined && protocol !== 'TCP') return [];
  if (port === undefined) return [{ kind: 'span', first: 0, last: 65_535 }];
  if (typeof port === 'string') return [{ kind: 'name', name: port }];
  if (typeof port !== 'number') return [];
  return [{ kind: 'span', first: port, last: typeof endPort === 'number' ? endPort : port }];
}

function peerOf(peer: JsonObject): Peer {
  if (peer['ipBlock'] !== undefined) return blockPeer(mapAt(peer, 'ipBlock'));
  const spaces = peer['namespaceSelector'];
  return {
    kind: 'pods',
    namespaces: spaces === undefined ? undefined : labelTest(mapAt(spaces)),
    pods: labelTest(mapAt(peer, 'podSelector')),
  };
}

function blockPeer(block: JsonObject): Peer {
  const inside = blockTest(textOf(block['cidr']) ?? '');
  const excepted = strings(block['except']).map(blockTest);
  const unknown = coversAll(block) ? YES : isLinkLocal(block) ? NO : MAYBE;
  return {
    kind: 'block',
    holds: (ip) => {
      if (ip === undefined) return unknown;
      return inside?.(ip) === true && !excepted.some((test) => test?.(ip) === true) ? YES : NO;
    },
    resolves: coversAll(block) ? YES : MAYBE,
    spans: (range) => spanned(block, range),
    pods: blockOfPods(block),
  };
}

function spanned(block: JsonObject, range: AddressSpan): Truth {
  const overlap = (text: string): Truth => {
    const own = cidrRange(text);
    if (own === undefined || !rangesOverlap(own, range)) return NO;
    return own.first <= range.first && range.last <= own.last ? YES : MAYBE;
  };
  const excepted = strings(block['except']).map(overlap);
  if (excepted.includes(YES)) return NO;
  const inside = overlap(textOf(block['cidr']) ?? '');
  return inside === YES && excepted.includes(MAYBE) ? MAYBE : inside;
}

/** Whether pods may be in a block: YES where it holds every address, NO where it leaves out what clusters take for pods. */
export function blockOfPods(block: JsonObject): Truth {
  return coversAll(block) ? YES : isPublicOnly(block) ? NO : MAYBE;
}

function coversAll(block: JsonObject): boolean {
  return /^(0\.0\.0\.0|::)\/0$/.test(textOf(block['cidr']) ?? '') && strings(block['except']).length === 0;
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

function isPublicOnly(block: JsonObject): boolean {
  const cidr = textOf(block['cidr']) ?? '';
  const excepted = strings(block['except']);
  if (isLinkLocal(block)) return true;
  if (cidr === '0.0.0.0/0') return PRIVATE.every((range) => excepted.includes(range));
  return cidr === '::/0' && excepted.includes('fc00::/7');
}

/** Addresses of a node's own services: neither pods, clients nor gateways have them, though a name may stand for one. */
function isLinkLocal(block: JsonObject): boolean {
  const range = cidrRange(textOf(block['cidr']) ?? '');
  const own = cidrRange('169.254.0.0/16');
  return range?.family === 4 && own !== undefined && own.first <= range.first && range.last <= own.last;
}

/** Test of a label selector of Kubernetes; an empty one selects all. */
export function labelTest(selector: JsonObject): LabelTest {
  const wanted = Object.entries(textsOf(mapAt(selector, 'matchLabels')));
  const expressions = objects(selector['matchExpressions']).map(expressionOf);
  return (labels) => wanted.every(([key, value]) => labels[key] === value) && expressions.every((test) => test(labels));
}

function expressionOf(expression: JsonObject): LabelTest {
  const key = textOf(expression['key']) ?? '';
  const values = new Set(strings(expression['values']));
  switch (expression['operator']) {
    case 'In':
      return (labels) => isIn(values, labels[key]);
    case 'NotIn':
      return (labels) => !isIn(values, labels[key]);
    case 'Exists':
      return (labels) => labels[key] !== undefined;
    default:
      return (labels) => labels[key] === undefined;
  }
}

function isIn(values: ReadonlySet<string>, value: string | undefined): boolean {
  return value !== undefined && values.has(value);
}
