import { Construct } from 'constructs';
import { BGPAdvertisementV1Beta1 } from '../../lib/imports/metallb/index.js';
import { dnsLabel, refuse } from '../../lib/model/index.js';
import type { AddressPool } from './address-pool.js';
import type { BgpPeer } from './bgp-peer.js';
import { communityOrAlias } from './communities.js';
import { METALLB_NAMESPACE, nodeSelectors, type NodeLabels } from './names.js';
import { shortestPrefix } from './ranges.js';
import { refuseDuplicates } from './refuse-duplicates.js';

/** How a pool is announced by BGP; names are MetalLB's. */
export interface BgpAnnouncementOptions {
  /** Peers that are told, one at the least. */
  readonly peers: readonly BgpPeer[];
  /**
   * Length of the IPv4 prefixes that are announced; not shorter than the pool's own.
   * @default 32
   */
  readonly aggregationLength?: number;
  /**
   * Length of the IPv6 prefixes that are announced; not shorter than the pool's own.
   * @default 128
   */
  readonly aggregationLengthV6?: number;
  /**
   * Local preference, for peers of our own system.
   * @default - none
   */
  readonly localPref?: number;
  /**
   * Communities, by value or by alias.
   * @default - none
   */
  readonly communities?: readonly string[];
  /**
   * Nodes that announce, each entry by all of its labels.
   * @default - all
   */
  readonly nodes?: readonly NodeLabels[];
}

/** Props of {@link BgpAnnouncement}. */
export interface BgpAnnouncementProps extends BgpAnnouncementOptions {
  /** Name of the BGPAdvertisement. */
  readonly name: string;
  /** The one pool it announces. */
  readonly pool: AddressPool;
}

/**
 * A BGPAdvertisement for one pool.
 *
 * @see https://metallb.io/configuration/_advanced_bgp_configuration/
 */
export class BgpAnnouncement extends Construct {
  constructor(scope: Construct, id: string, props: BgpAnnouncementProps) {
    super(scope, id);
    const where = this.node.path;
    const { pool, nodes, localPref } = props;
    const peers = props.peers.map((peer) => peer.name);
    if (peers.length === 0)
      refuse(
        'TM1605',
        { where, field: 'peers' },
        'an empty list announces the pool to every peer there is',
        [],
        'Name the peers.',
      );
    const communities = (props.communities ?? []).map((text) => communityOrAlias(where, 'communities', text));
    refuseDuplicates(where, 'peers', peers);
    refuseDuplicates(where, 'communities', communities);
    refuseDuplicates(where, 'nodes', nodes ?? []);
    if (localPref !== undefined && (!Number.isInteger(localPref) || localPref < 0 || localPref > 4_294_967_295))
      refuse(
        'TM1605',
        { where, field: 'localPref' },
        'not a local preference',
        localPref,
        'Write a whole number from 0 to 4294967295.',
      );
    new BGPAdvertisementV1Beta1(this, 'Resource', {
      metadata: { name: dnsLabel(props.name, { where, field: 'name' }), namespace: METALLB_NAMESPACE },
      spec: {
        ipAddressPools: [pool.name],
        peers: [...peers].sort(),
        aggregationLength: aggregation(where, pool, 4, props.aggregationLength ?? 32),
        aggregationLengthV6: aggregation(where, pool, 6, props.aggregationLengthV6 ?? 128),
        ...(localPref === undefined ? {} : { localPref }),
        ...(communities.length === 0 ? {} : { communities }),
        ...(nodes === undefined ? {} : { nodeSelectors: nodeSelectors(nodes) }),
      },
    });
  }
}

function aggregation(where: string, pool: AddressPool, family: 4 | 6, length: number): number {
  const field = family === 4 ? 'aggregationLength' : 'aggregationLengthV6';
  const bits = family === 4 ? 32 : 128;
  const least = Math.max(1, shortestPrefix(pool.ranges, family) ?? 1);
  if (Number.isInteger(length) && length >= least && length <= bits) return length;
  return refuse(
    'TM1605',
    { where, field },
    `prefixes of this length would cover more than the pool "${pool.name}", whose largest block is a /${least}`,
    length,
    `Write a number from ${least} to ${bits}.`,
  );
}
