import { cidr, cidrRange, MeshError, sampleText } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';

/** An entry that holds so many addresses names nobody. */
const WIDEST = { 4: 8, 6: 32 } as const;

/** Refuses a target that does not say where its API server is: controllers would be let out to every address. */
export function checkAddresses(where: string, target: Target): void {
  const { addresses } = target;
  if (addresses === undefined || addresses.apiServer.length === 0) throw missing(where, target);
  for (const block of addresses.apiServer) checkBlock(where, 'target.addresses.apiServer', block);
  for (const block of addresses.nodes ?? []) checkBlock(where, 'target.addresses.nodes', block);
}

function checkBlock(where: string, field: string, text: string): void {
  const sample = sampleText(text);
  cidr(sample, { where, field });
  const range = cidrRange(sample);
  if (range === undefined || range.prefix >= WIDEST[range.family]) return;
  throw new MeshError({
    code: 'TM1712',
    where,
    field,
    what: 'the block is so wide that pods and strangers are in it as well',
    value: text,
    remedy: 'Name the addresses alone, such as "192.0.2.0/29".',
  });
}

function missing(where: string, target: Target): MeshError {
  const example =
    target.kind === 'eks'
      ? 'Target.eks({ region, addresses: { apiServer: ["10.0.0.0/28", "172.20.0.1/32"] } })'
      : 'Target.bareMetal({ addresses: { apiServer: ["192.0.2.0/29"] } })';
  return new MeshError({
    code: 'TM1712',
    where,
    field: 'target.addresses.apiServer',
    what: 'controllers call the API server, which is no pod, and nothing says at which addresses',
    remedy: `Write \`${example}\` with the CIDRs of the control plane, in which no pod is.`,
  });
}
