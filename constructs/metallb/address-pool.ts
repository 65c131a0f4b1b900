import { Construct } from 'constructs';
import { IPAddressPoolV1Beta1 } from '../../lib/imports/metallb/index.js';
import { dnsLabel, refuse } from '../../lib/model/index.js';
import { METALLB_NAMESPACE } from './names.js';
import { poolRanges, type PoolRanges } from './ranges.js';
import { refuseDuplicates } from './refuse-duplicates.js';

/** Props of {@link AddressPool}. */
export interface AddressPoolProps {
  /** Name of the IPAddressPool. */
  readonly name: string;
  /** CIDRs, or ranges as `first-last`, of one or both families. */
  readonly addresses: readonly string[];
  /** Namespaces whose Services may have the addresses, by name: selectors that match nothing would admit everybody. */
  readonly namespaces: readonly string[];
  /**
   * Whether Services of those namespaces get an address without asking for this pool.
   * @default true
   */
  readonly autoAssign?: boolean;
  /**
   * Whether addresses that end in .0 and .255 are left out, which old clients cannot reach.
   * @default true
   */
  readonly avoidBuggyIPs?: boolean;
  /**
   * Which pool is tried first, where several serve a namespace: 1 before 2.
   * @default - none
   */
  readonly priority?: number;
}

/**
 * An IPAddressPool pinned to namespaces. A pool that is not pinned serves every tenant, whatever the others say.
 *
 * @see https://metallb.io/apis/
 */
export class AddressPool extends Construct {
  /** Name of the pool. */
  readonly name: string;
  /** Its addresses. */
  readonly ranges: PoolRanges;

  constructor(scope: Construct, id: string, props: AddressPoolProps) {
    super(scope, id);
    const where = this.node.path;
    this.name = dnsLabel(props.name, { where, field: 'name' });
    this.ranges = poolRanges(where, props.addresses);
    if (props.namespaces.length === 0) {
      refuse(
        'TM1602',
        { where, field: 'namespaces' },
        'a pool that names no namespace serves all of them',
        [],
        'Name the namespaces whose Services may have its addresses.',
      );
    }
    const namespaces = props.namespaces.map((name) => dnsLabel(name, { where, field: 'namespaces' }));
    refuseDuplicates(where, 'namespaces', namespaces);
    const { priority } = props;
    new IPAddressPoolV1Beta1(this, 'Resource', {
      metadata: { name: this.name, namespace: METALLB_NAMESPACE },
      spec: {
        addresses: [...props.addresses],
        autoAssign: props.autoAssign ?? true,
        avoidBuggyIPs: props.avoidBuggyIPs ?? true,
        serviceAllocation: { namespaces: [...namespaces].sort(), ...(priority === undefined ? {} : { priority }) },
      },
    });
  }
}
