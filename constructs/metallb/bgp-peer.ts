import { Construct } from 'constructs';
import { BGPPeerV1Beta2 } from '../../lib/imports/metallb/index.js';
import { addressNumber, dnsLabel, durationMs, goDuration, needSecret, refuse } from '../../lib/model/index.js';
import type { BfdProfile } from './bfd-profile.js';
import { METALLB_NAMESPACE, nodeSelectors, type NodeLabels } from './names.js';
import { refuseDuplicates } from './refuse-duplicates.js';

/** The autonomous system of a peer. */
export type PeerAsn =
  /** A number. */
  | { readonly kind: 'number'; readonly asn: number }
  /** Whatever the peer says, in our own system or in another. */
  | { readonly kind: 'dynamic'; readonly side: 'internal' | 'external' };

/** Where a peer is. */
export type PeerLocation =
  | { readonly kind: 'address'; readonly peerAddress: string }
  /** At the other end of an interface, by its link-local address; needs one of MetalLB's FRR modes. */
  | { readonly kind: 'interface'; readonly interface: string };

/** Props of {@link BgpPeer}; names are MetalLB's. */
export interface BgpPeerProps {
  /** Name of the BGPPeer. */
  readonly name: string;
  /** Our autonomous system. */
  readonly myASN: number;
  /** The peer's autonomous system. */
  readonly peerASN: PeerAsn;
  /** Where the peer is. */
  readonly location: PeerLocation;
  /**
   * Port of the peer, 1 to 16384.
   * @default 179
   */
  readonly peerPort?: number;
  /**
   * After how much silence the session ends: "0s", or 3 seconds and more.
   * @default - that of MetalLB
   */
  readonly holdTime?: string;
  /**
   * How often the peer is told that we live; not more than `holdTime`.
   * @default - a third of `holdTime`
   */
  readonly keepaliveTime?: string;
  /**
   * Whether a peer in another system may be several hops away.
   * @default false
   */
  readonly ebgpMultiHop?: boolean;
  /**
   * Profile by which its loss is seen.
   * @default - none
   */
  readonly bfdProfile?: BfdProfile;
  /**
   * Secret of type `kubernetes.io/basic-auth` with the session's password, which somebody supplies.
   * @default - no password
   */
  readonly passwordSecret?: string;
  /**
   * Nodes that hold the session, each entry by all of its labels.
   * @default - all
   */
  readonly nodes?: readonly NodeLabels[];
}

const MOST_ASN = 4_294_967_295;

/**
 * A BGPPeer: a router that nodes tell which addresses they have.
 *
 * @see https://metallb.io/apis/
 */
export class BgpPeer extends Construct {
  /** Name of the peer. */
  readonly name: string;
  /** Profile by which its loss is seen, where it has one. */
  readonly bfdProfile: BfdProfile | undefined;

  constructor(scope: Construct, id: string, props: BgpPeerProps) {
    super(scope, id);
    const where = this.node.path;
    this.name = dnsLabel(props.name, { where, field: 'name' });
    this.bfdProfile = props.bfdProfile;
    checkNumbers(where, props);
    refuseDuplicates(where, 'nodes', props.nodes ?? []);
    const { passwordSecret, nodes } = props;
    if (passwordSecret !== undefined) {
      needSecret(this, {
        namespace: METALLB_NAMESPACE,
        name: passwordSecret,
        keys: ['password'],
        purpose: `password of the BGP session with ${this.name}`,
      });
    }
    new BGPPeerV1Beta2(this, 'Resource', {
      metadata: { name: this.name, namespace: METALLB_NAMESPACE },
      spec: {
        myASN: props.myASN,
        ...(props.peerASN.kind === 'number' ? { peerASN: props.peerASN.asn } : { dynamicASN: props.peerASN.side }),
        ...locationFields(where, props.location),
        peerPort: props.peerPort ?? 179,
        ...timers(where, props),
        ...(props.ebgpMultiHop === true ? { ebgpMultiHop: true } : {}),
        ...(props.bfdProfile === undefined ? {} : { bfdProfile: props.bfdProfile.name }),
        ...(passwordSecret === undefined ? {} : { passwordSecret: { name: passwordSecret } }),
        ...(nodes === undefined ? {} : { nodeSelectors: nodeSelectors(nodes) }),
      },
    });
  }
}

function refusePeer(where: string, field: string, what: string, value: unknown, remedy: string): never {
  return refuse('TM1604', { where, field }, what, value, remedy);
}

function checkNumbers(where: string, props: BgpPeerProps): void {
  const numbers = { myASN: props.myASN, ...(props.peerASN.kind === 'number' ? { peerASN: props.peerASN.asn } : {}) };
  for (const [field, value] of Object.entries(numbers)) {
    if (!Number.isInteger(value) || value < 1 || value > MOST_ASN)
      refusePeer(
        where,
        field,
        'not a number of an autonomous system',
        value,
        `Write a whole number from 1 to ${MOST_ASN}.`,
      );
  }
  const port = props.peerPort ?? 179;
  if (!Number.isInteger(port) || port < 1 || port > 16_384)
    refusePeer(
      where,
      'peerPort',
      'MetalLB takes ports from 1 to 16384',
      port,
      'Write 179, or the port the router listens on.',
    );
  const internal =
    props.peerASN.kind === 'number' ? props.peerASN.asn === props.myASN : props.peerASN.side === 'internal';
  if (props.ebgpMultiHop === true && internal)
    refusePeer(
      where,
      'ebgpMultiHop',
      'a peer of our own system needs no leave for several hops',
      true,
      'Leave it out.',
    );
}

function locationFields(where: string, location: PeerLocation): { peerAddress: string } | { interface: string } {
  switch (location.kind) {
    case 'address':
      if (addressNumber(location.peerAddress) === undefined)
        refusePeer(
          where,
          'location.peerAddress',
          'not an IP address',
          location.peerAddress,
          'Write for instance "192.0.2.1".',
        );
      return { peerAddress: location.peerAddress };
    case 'interface':
      return { interface: location.interface };
  }
}

function timers(where: string, props: BgpPeerProps): { holdTime?: string; keepaliveTime?: string } {
  const hold = props.holdTime === undefined ? undefined : goDuration(props.holdTime, { where, field: 'holdTime' });
  const keep =
    props.keepaliveTime === undefined ? undefined : goDuration(props.keepaliveTime, { where, field: 'keepaliveTime' });
  const holdMs = hold === undefined ? undefined : durationMs(hold);
  if (holdMs !== undefined && holdMs !== 0 && holdMs < 3_000)
    refusePeer(where, 'holdTime', 'BGP ends no session in less than 3 seconds', hold, 'Write "0s" or "3s" and more.');
  // MetalLB's own hold time is 90 seconds.
  if (keep !== undefined && durationMs(keep) > (holdMs ?? 90_000))
    refusePeer(
      where,
      'keepaliveTime',
      `the session ends before the first sign of life`,
      keep,
      'Write at most `holdTime`.',
    );
  return { ...(hold === undefined ? {} : { holdTime: hold }), ...(keep === undefined ? {} : { keepaliveTime: keep }) };
}
