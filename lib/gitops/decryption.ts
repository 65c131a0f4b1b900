import { originText, type ManifestUnit } from '../manifest/index.js';
import { MeshError, type Decryption } from '../model/index.js';

/** `decryption` of a Kustomization; a type of its own, since an interface is no JSON to the compiler. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- see above
type SopsDecryption = {
  readonly provider: 'sops';
  readonly secretRef?: { readonly name: string };
  readonly serviceAccountName?: string;
};

/** How Flux reads the encrypted files of a unit, as its Kustomization says it; nothing where it has none. */
export function decryptionOf(unit: ManifestUnit, substitutes: boolean): { readonly decryption?: SopsDecryption } {
  const [first, ...others] = unit.files ?? [];
  if (first === undefined) return {};
  const where = originText(unit.origin);
  const other = others.find(({ decryption }) => JSON.stringify(decryption) !== JSON.stringify(first.decryption));
  if (other !== undefined) throw twoKeys(where, unit.path, other.secret.name);
  if (unit.serviceAccountName !== undefined && unit.serviceAccountName !== 'kustomize-controller') {
    throw noRight(where, unit.path, unit.serviceAccountName);
  }
  const eaten = substitutes ? unit.files?.find((file) => file.substitutes) : undefined;
  if (eaten !== undefined) throw substituted(where, unit.path, eaten.secret.name);
  return { decryption: { provider: 'sops', ...keyOf(first.decryption) } };
}

function keyOf(decryption: Decryption): Omit<SopsDecryption, 'provider'> {
  switch (decryption.kind) {
    case 'secret':
      return { secretRef: { name: decryption.secretName } };
    case 'service-account':
      return { serviceAccountName: decryption.serviceAccountName };
    case 'controller':
      return {};
  }
}

function twoKeys(where: string, path: string, value: string): MeshError {
  return new MeshError({
    code: 'TM5004',
    where,
    field: 'decryption',
    what: `unit "${path}" has encrypted files of two keys, and Flux reads a unit with one`,
    value,
    remedy: 'Encrypt both with the same key, or put one into another unit.',
  });
}

function noRight(where: string, path: string, value: string): MeshError {
  return new MeshError({
    code: 'TM5005',
    where,
    field: 'unit',
    what: `unit "${path}" is applied by an account that may write no Secret`,
    value,
    remedy: 'Put the Secret into the guard rails of the tenant: `unit: "tenants/<tenant>"`.',
  });
}

function substituted(where: string, path: string, value: string): MeshError {
  return new MeshError({
    code: 'TM5006',
    where,
    field: 'unit',
    what: `unit "${path}" holds facts, and Flux would look for them in the decrypted values of this Secret too`,
    value,
    remedy:
      'Write its values as `data`, or annotate it with kustomize.toolkit.fluxcd.io/substitute: disabled, and encrypt it anew.',
  });
}
