import type { ManifestSet, NeededSecret } from '../manifest/index.js';
import { MeshError } from '../model/index.js';
import type { SecretData } from './options.js';

/** A Secret that this program supplies, with the need that it meets. */
export interface SuppliedSecret {
  /** What is needed. */
  readonly need: NeededSecret;
  /** Its data by key. */
  readonly data: SecretData;
}

/**
 * Secrets of the program beside the needs of the tree: each must be needed, and complete, and its namespace must not
 * come later.
 */
export function suppliedSecrets(
  sets: readonly ManifestSet[],
  given: Readonly<Record<string, SecretData>>,
  where: string,
): readonly SuppliedSecret[] {
  const needs = new Map(sets.flatMap((set) => set.secretNeeds).map((need) => [`${need.namespace}/${need.name}`, need]));
  return Object.entries(given).map(([name, data]) => {
    const need = needs.get(name);
    if (need === undefined) throw notNeeded(where, name, [...needs.keys()]);
    const missing = need.keys.filter((key) => !(key in data));
    if (missing.length > 0) throw incomplete(where, name, missing);
    for (const set of sets) refuseLaterNamespace(set, need, where);
    return { need, data };
  });
}

function refuseLaterNamespace(set: ManifestSet, { namespace, name }: NeededSecret, where: string): void {
  const found = set.get('', 'Namespace', '', namespace);
  if (found?.layer !== 'written' || found.owner === 'pulumi') return;
  throw new MeshError({
    code: 'TM7006',
    where,
    field: `secrets["${namespace}/${name}"]`,
    what: `Flux makes namespace "${namespace}" later, and the Secret cannot stand before it`,
    remedy: 'Write `setOwner(cluster, "pulumi", { kinds: ["Namespace"] })`, or supply the Secret by other means.',
  });
}

function notNeeded(where: string, name: string, needed: readonly string[]): MeshError {
  return new MeshError({
    code: 'TM7005',
    where,
    field: 'secrets',
    what: 'nothing in the tree needs this Secret',
    value: name,
    remedy: needed.length === 0 ? 'Leave it out.' : `Name one of ${needed.join(', ')}, as namespace/name.`,
  });
}

function incomplete(where: string, name: string, missing: readonly string[]): MeshError {
  return new MeshError({
    code: 'TM7005',
    where,
    field: `secrets["${name}"]`,
    what: `its users read ${missing.join(', ')}, which is missing`,
    remedy: `Give a value for ${missing.join(', ')}.`,
  });
}
