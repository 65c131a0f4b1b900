import type { ManifestEntry } from '../../../manifest/index.js';
import { field, labelsOf } from '../../context.js';
import { groupBy } from '../../lookup/group.js';
import { isEmptySelector, meets } from '../../lookup/label-selector.js';
import { objects, strings } from '../../read.js';
import type { Rule } from '../../rule.js';

const POOL = 'IPAddressPool.metallb.io';
const ADVERTISEMENTS = ['BGPAdvertisement.metallb.io', 'L2Advertisement.metallb.io'] as const;

/** A pool that nothing announces, and an advertisement of every pool or of one that is not there. */
export const poolAnnounced: Rule = {
  meta: {
    code: 'TM4502',
    name: 'pool-announced',
    area: 'metallb',
    summary:
      'A Service with an address that nobody announces cannot be reached, and an advertisement without pools announces those of every tenant.',
    remedy: 'Name each pool in `ipAddressPools` of an advertisement beside it.',
    inputs: [...ADVERTISEMENTS, POOL].sort(),
  },
  check: (context) => {
    const pools = context.all(POOL);
    const byNamespace = groupBy(
      ADVERTISEMENTS.flatMap((kind) => context.all(kind)),
      ({ id }) => id.namespace,
    );
    for (const pool of pools) {
      const near = byNamespace.get(pool.id.namespace) ?? [];
      if (near.some((advertisement) => announces(advertisement, pool))) continue;
      context.report(pool, { message: `no advertisement announces pool "${pool.id.name}"` });
    }
    const names = new Set(pools.map(({ id }) => `${id.namespace}/${id.name}`));
    for (const advertisement of [...byNamespace.values()].flat()) {
      if (isOfAll(advertisement)) {
        context.report(advertisement, {
          field: 'spec.ipAddressPools',
          message: 'it names no pool, so it announces every one',
        });
      }
      strings(field(advertisement, 'spec', 'ipAddressPools')).forEach((name, index) => {
        if (names.has(`${advertisement.id.namespace}/${name}`)) return;
        context.report(advertisement, {
          field: `spec.ipAddressPools[${index}]`,
          message: `there is no pool "${name}"`,
        });
      });
    }
  },
};

function announces(advertisement: ManifestEntry, pool: ManifestEntry): boolean {
  if (isOfAll(advertisement)) return true;
  if (strings(field(advertisement, 'spec', 'ipAddressPools')).includes(pool.id.name)) return true;
  return selectorsOf(advertisement).some((selector) => meets(selector, labelsOf(pool)));
}

function isOfAll(advertisement: ManifestEntry): boolean {
  const named = strings(field(advertisement, 'spec', 'ipAddressPools')).length > 0;
  const selectors = selectorsOf(advertisement);
  return (!named && selectors.length === 0) || selectors.some(isEmptySelector);
}

function selectorsOf(advertisement: ManifestEntry) {
  return objects(field(advertisement, 'spec', 'ipAddressPoolSelectors'));
}
