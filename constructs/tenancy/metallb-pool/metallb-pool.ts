import { Construct } from 'constructs';
import { addressRange, joinUnit, ListMark, MeshError, unitPathOf } from '../../../lib/model/index.js';
import { pathInChart, targetOf, type Target } from '../../../lib/targets/index.js';
import {
  AddressPool,
  BgpAnnouncement,
  L2Announcement,
  refuseOverlap,
  type BgpAnnouncementOptions,
  type BgpPeer,
  type NodeLabels,
  type PoolRanges,
} from '../../metallb/index.js';
import type { IMeshNamespace } from '../contracts.js';

/** How the addresses of a pool become known outside. */
export type PoolAnnouncement =
  /** One node at a time answers for an address on the local network. */
  | {
      readonly kind: 'l2';
      /** Network interfaces that answer. @default - all */
      readonly interfaces?: readonly string[];
      /** Nodes that may answer, each entry by all of its labels. @default - all */
      readonly nodes?: readonly NodeLabels[];
    }
  /** Nodes tell routers; needs one of MetalLB's BGP modes. */
  | (BgpAnnouncementOptions & { readonly kind: 'bgp' });

/** Props of {@link MetalLBPool}. */
export interface MetalLBPoolProps {
  /** Name of the pool and of its advertisement. */
  readonly name: string;
  /** CIDRs, or ranges as `first-last`. */
  readonly addresses: readonly string[];
  /** Namespaces whose gateways may have the addresses. */
  readonly namespaces: readonly IMeshNamespace[];
  /** How the addresses become known outside. */
  readonly announcement: PoolAnnouncement;
  /**
   * Ranges that something else uses: nodes, pods, Services, the address of the API server. MetalLB does not look.
   * @default - none is checked
   */
  readonly reserved?: readonly string[];
  /**
   * Whether Services of those namespaces get an address without asking for this pool.
   * @default true
   */
  readonly autoAssign?: boolean;
  /**
   * Whether addresses that end in .0 and .255 are left out.
   * @default true
   */
  readonly avoidBuggyIPs?: boolean;
  /**
   * Where the cluster runs.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
}

/** Unit of the pools: before the gateways that wait for an address. */
const POOLS_UNIT = 'infrastructure/pools';

const POOLS = new ListMark<{ readonly path: string; readonly name: string; readonly ranges: PoolRanges }>(
  'metallb.pools',
);

/**
 * Addresses for the gateways of some namespaces, and how they become known outside: pool and advertisement name each
 * other alone, so no other namespace can take the addresses and no other pool is announced.
 *
 * @see https://metallb.io/configuration/
 */
export class MetalLBPool extends Construct {
  /** Name of the pool, as an exposure asks for it. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: MetalLBPoolProps) {
    super(scope, id);
    joinUnit(this, POOLS_UNIT);
    const where = pathInChart(this);
    refuseEks(where, targetOf(this, props.target));
    const { autoAssign, avoidBuggyIPs } = props;
    const pool = new AddressPool(this, 'Resource', {
      name: props.name,
      addresses: props.addresses,
      namespaces: props.namespaces.map((namespace) => namespace.name),
      ...(autoAssign === undefined ? {} : { autoAssign }),
      ...(avoidBuggyIPs === undefined ? {} : { avoidBuggyIPs }),
    });
    this.name = pool.name;
    const reserved = (props.reserved ?? []).map((text) => addressRange(text, { where, field: 'reserved' }));
    refuseOverlap(where, pool.ranges, reserved, 'what is reserved');
    refuseTaken(this, pool);
    announce(this, pool, props.announcement);
  }
}

function announce(scope: Construct, pool: AddressPool, announcement: PoolAnnouncement): void {
  const { name } = pool;
  switch (announcement.kind) {
    case 'l2': {
      const { interfaces, nodes } = announcement;
      new L2Announcement(scope, 'Advertisement', {
        name,
        pool: name,
        ...(interfaces === undefined ? {} : { interfaces }),
        ...(nodes === undefined ? {} : { nodes }),
      });
      return;
    }
    case 'bgp':
      for (const peer of announcement.peers) placePeer(peer);
      new BgpAnnouncement(scope, 'Advertisement', { ...announcement, name, pool });
  }
}

/** A peer is made before the pools that name it, so where nobody gave it a unit it stands in theirs, with its profile. */
function placePeer(peer: BgpPeer): void {
  const { bfdProfile } = peer;
  for (const part of bfdProfile === undefined ? [peer] : [peer, bfdProfile])
    if (unitPathOf(part) === undefined) joinUnit(part, POOLS_UNIT);
}

function refuseEks(where: string, target: Target): void {
  if (target.kind === 'bare-metal') return;
  throw new MeshError({
    code: 'TM2008',
    where,
    field: 'target',
    what: 'MetalLB does not work on AWS',
    value: target.kind,
    remedy: 'Leave the pool out, and expose the gateway with kind "nlb-controller" or "nlb-auto-mode".',
  });
}

/** Compares the pool with those that stand in the same cluster already. */
function refuseTaken(scope: MetalLBPool, pool: AddressPool): void {
  const top = scope.node.scopes[1] ?? scope;
  for (const other of POOLS.get(top)) {
    refuseOverlap(scope.node.path, pool.ranges, other.ranges, `pool "${other.name}" (${other.path})`);
  }
  POOLS.add(top, { path: scope.node.path, name: pool.name, ranges: pool.ranges });
}
