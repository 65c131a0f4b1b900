import type { IConstruct } from 'constructs';
import { contributions, MeshError } from '../../../lib/model/index.js';
import { MESH_ROOT, SIGNER_DOMAIN, signerOf } from '../tenant-ca/names.js';

/** Signer of platform namespaces, and of every proxy that no ProxyConfig says otherwise for. */
export const PLATFORM_SIGNER = signerOf(MESH_ROOT.platformSigner);

/**
 * Full names of the signers that istiod approves and trusts: the platform's and those of the tenants, sorted.
 * An empty list would let istiod approve for every signer, so the platform's is always in it.
 */
export function signerNames(scope: IConstruct): readonly string[] {
  const owners = new Map<string, string>([[PLATFORM_SIGNER, 'platform']]);
  for (const { tenant, signer } of contributions(scope, 'cert-signer')) {
    const name = signer.includes('.') ? signer : signerOf(signer);
    const owner = owners.get(name);
    if (owner !== undefined && owner !== tenant) throw signerClash(scope, name, owner, tenant);
    owners.set(name, tenant);
  }
  return [...owners.keys()].sort().map((name) => `${SIGNER_DOMAIN}/${name}`);
}

function signerClash(scope: IConstruct, name: string, first: string, second: string): MeshError {
  return new MeshError({
    code: 'TM1706',
    where: scope.node.path,
    field: 'certSigners',
    what: `"${first}" and "${second}" both use one signer, so their certificates cannot be told apart`,
    value: name,
    remedy: 'Give each tenant a TenantCA of its own.',
  });
}
