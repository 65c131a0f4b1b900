import { compare, mapAt, textsOf } from '../../manifest/index.js';
import { addressRange, rangesOverlap, type AddressRange } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import type { Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';
import { texts } from './hosts.js';
import type { Inventory } from './inventory.js';

/** A pool of MetalLB that the program can make. */
export interface FoundPool {
  readonly found: FoundObject;
  readonly addresses: readonly string[];
  /** Namespaces whose Services may have its addresses; empty for all. */
  readonly namespaces: readonly string[];
  /** How it is announced; undefined for the local network, which is the default. */
  readonly announcement: Literal | undefined;
  /** What of its announcement a pool cannot say. */
  readonly notes: readonly string[];
  /** Advertisements of the pool. */
  readonly advertisements: readonly FoundObject[];
}

/** Reads the pools, sorted by name. Overlapping and misspelt ranges are left to whoever wrote them. */
export function readPools(inventory: Inventory): readonly FoundPool[] {
  const pools: FoundPool[] = [];
  const taken: AddressRange[] = [];
  for (const found of [...inventory.of('IPAddressPool')].sort((a, b) => compare(a.id.name, b.id.name))) {
    const spec = mapAt(found.object, 'spec');
    const addresses = texts(spec['addresses']);
    const ranges = rangesOf(addresses);
    if (ranges === undefined || ranges.length === 0) {
      inventory.leave(found, 'its addresses are no ranges that MetalLB reads');
    } else if (ranges.some((range) => taken.some((other) => rangesOverlap(range, other)))) {
      inventory.block(found, 'it shares addresses with another pool', 'Give each address to one pool.');
    } else {
      taken.push(...ranges);
      pools.push(withAdvertisements(inventory, found, addresses));
    }
  }
  return pools;
}

function withAdvertisements(inventory: Inventory, found: FoundObject, addresses: readonly string[]): FoundPool {
  const isOf = ({ object }: FoundObject): boolean => {
    const named = texts(mapAt(object, 'spec')['ipAddressPools']);
    return named.length === 0 || named.includes(found.id.name);
  };
  const l2 = inventory.of('L2Advertisement', found.id.namespace).filter(isOf);
  const bgp = inventory.of('BGPAdvertisement', found.id.namespace).filter(isOf);
  const notes = bgp.length > 0 ? ['it is announced by BGP: give announcement its peers'] : [];
  const [first] = l2;
  const { serviceAllocation } = mapAt(found.object, 'spec');
  return {
    found,
    addresses,
    namespaces: texts(mapAt(serviceAllocation)['namespaces']),
    announcement: first === undefined ? undefined : l2Announcement(first),
    notes,
    advertisements: [...l2, ...bgp],
  };
}

function l2Announcement({ object }: FoundObject): Literal | undefined {
  const spec = mapAt(object, 'spec');
  const interfaces = texts(spec['interfaces']);
  const nodes = mapsIn(spec['nodeSelectors']).map((selector) => textsOf(mapAt(selector, 'matchLabels')));
  if (interfaces.length === 0 && nodes.length === 0) return undefined;
  return {
    kind: 'l2',
    interfaces: interfaces.length === 0 ? undefined : interfaces,
    nodes: nodes.length === 0 ? undefined : nodes,
  };
}

/** Whether a pool is announced by BGP, whose peers the program must be given. */
export function isBgp({ advertisements }: FoundPool): boolean {
  return advertisements.some(({ id }) => id.kind === 'BGPAdvertisement');
}

function rangesOf(addresses: readonly string[]): readonly AddressRange[] | undefined {
  try {
    const ranges = addresses.map((text) => addressRange(text, { where: '', field: '' }));
    const clash = ranges.some((range, at) => ranges.slice(at + 1).some((other) => rangesOverlap(range, other)));
    return clash ? undefined : ranges;
  } catch {
    return undefined;
  }
}
