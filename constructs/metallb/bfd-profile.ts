import { Construct } from 'constructs';
import { BFDProfileV1Beta1 } from '../../lib/imports/metallb/index.js';
import { dnsLabel, refuse } from '../../lib/model/index.js';
import { METALLB_NAMESPACE } from './names.js';

/** Props of {@link BfdProfile}; names and units are MetalLB's. */
export interface BfdProfileProps {
  /** Name of the BFDProfile. */
  readonly name: string;
  /**
   * Packets that may be lost before the peer is taken for dead, 2 to 255.
   * @default 3
   */
  readonly detectMultiplier?: number;
  /**
   * Milliseconds between packets sent, 10 to 60000.
   * @default 300
   */
  readonly transmitInterval?: number;
  /**
   * Milliseconds between packets received, 10 to 60000.
   * @default 300
   */
  readonly receiveInterval?: number;
  /**
   * Least time to live of packets over several hops, 1 to 254.
   * @default 254
   */
  readonly minimumTtl?: number;
}

const BOUNDS = {
  detectMultiplier: [2, 255],
  transmitInterval: [10, 60_000],
  receiveInterval: [10, 60_000],
  minimumTtl: [1, 254],
} as const;

/**
 * A BFDProfile: how fast the loss of a BGP peer is seen. It needs one of MetalLB's FRR modes.
 *
 * @see https://metallb.io/apis/
 */
export class BfdProfile extends Construct {
  /** Name of the profile. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: BfdProfileProps) {
    super(scope, id);
    const where = this.node.path;
    this.name = dnsLabel(props.name, { where, field: 'name' });
    const spec = { detectMultiplier: 3, transmitInterval: 300, receiveInterval: 300, minimumTtl: 254 };
    for (const field of ['detectMultiplier', 'transmitInterval', 'receiveInterval', 'minimumTtl'] as const) {
      const value = props[field] ?? spec[field];
      const [least, most] = BOUNDS[field];
      if (!Number.isInteger(value) || value < least || value > most)
        refuse(
          'TM1606',
          { where, field },
          `the value lies between ${least} and ${most}`,
          value,
          `Write a whole number from ${least} to ${most}.`,
        );
      spec[field] = value;
    }
    new BFDProfileV1Beta1(this, 'Resource', { metadata: { name: this.name, namespace: METALLB_NAMESPACE }, spec });
  }
}
