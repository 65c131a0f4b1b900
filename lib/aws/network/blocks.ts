import { addressNumber, cidrRange, MeshError } from '../../model/index.js';

/** Address blocks of a VPC over three zones. */
export interface NetworkBlocks {
  /** Small ones, for nothing but the interfaces of the control plane, so that policies can name them. */
  readonly controlPlane: readonly string[];
  /** Of load balancers and NAT gateways. */
  readonly public: readonly string[];
  /** Of nodes and pods. */
  readonly private: readonly string[];
}

/** Of four quarters three are private; of the first quarter's quarters three are public, and the first is kept small. */
export function networkBlocks(cidrBlock: string, where: string): NetworkBlocks {
  const range = cidrRange(cidrBlock);
  if (range?.family !== 4 || !range.exact || range.prefix < 16 || range.prefix > 20) refuseBlock(cidrBlock, where);
  const block = (parts: readonly [at: bigint, prefix: number]): string =>
    `${dotted(range.first + parts[0] * (1n << BigInt(32 - parts[1])))}/${parts[1]}`;
  const { prefix } = range;
  return {
    controlPlane: [0n, 1n, 2n].map((at) => block([at, 28])),
    public: [1n, 2n, 3n].map((at) => block([at, prefix + 4])),
    private: [1n, 2n, 3n].map((at) => block([at, prefix + 2])),
  };
}

/** Address of the Service in front of the API server: the first of the range of Services. */
export function firstServiceAddress(serviceCidr: string): string {
  return dotted((addressNumber(serviceCidr.split('/')[0] ?? '')?.value ?? 0n) + 1n);
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function refuseBlock(value: string, where: string): never {
  throw new MeshError({
    code: 'TM7103',
    where,
    field: 'cidrBlock',
    what: 'three zones with room for pods need an IPv4 block with a prefix length of 16 to 20, beginning at its first address',
    value,
    remedy: 'Write for instance "10.0.0.0/16".',
  });
}
