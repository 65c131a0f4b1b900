import { Construct } from 'constructs';
import { L2AdvertisementV1Beta1 } from '../../lib/imports/metallb/index.js';
import { dnsLabel } from '../../lib/model/index.js';
import { METALLB_NAMESPACE, nodeSelectors, type NodeLabels } from './names.js';
import { refuseDuplicates } from './refuse-duplicates.js';

/** Props of {@link L2Announcement}. */
export interface L2AnnouncementProps {
  /** Name of the L2Advertisement. */
  readonly name: string;
  /** The one pool it announces: an empty list would announce those of others too. */
  readonly pool: string;
  /**
   * Network interfaces that answer for the addresses.
   * @default - all
   */
  readonly interfaces?: readonly string[];
  /**
   * Nodes that may answer, each entry by all of its labels.
   * @default - all
   */
  readonly nodes?: readonly NodeLabels[];
}

/**
 * An L2Advertisement: one node at a time answers for an address.
 *
 * @see https://metallb.io/configuration/_advanced_l2_configuration/
 */
export class L2Announcement extends Construct {
  constructor(scope: Construct, id: string, props: L2AnnouncementProps) {
    super(scope, id);
    const where = this.node.path;
    const { interfaces, nodes } = props;
    refuseDuplicates(where, 'interfaces', interfaces ?? []);
    refuseDuplicates(where, 'nodes', nodes ?? []);
    new L2AdvertisementV1Beta1(this, 'Resource', {
      metadata: { name: dnsLabel(props.name, { where, field: 'name' }), namespace: METALLB_NAMESPACE },
      spec: {
        ipAddressPools: [props.pool],
        ...(interfaces === undefined ? {} : { interfaces: [...interfaces] }),
        ...(nodes === undefined ? {} : { nodeSelectors: nodeSelectors(nodes) }),
      },
    });
  }
}
