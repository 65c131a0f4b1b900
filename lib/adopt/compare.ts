import { loadTree } from '../gitops/index.js';
import { changedFields, type FieldChange } from '../gitops/publish/fields.js';
import { compare, formatObject } from '../manifest/index.js';
import { identityKey } from '../model/index.js';
import type { Adoption } from './adopt.js';

/** An object that the program writes otherwise than the repository has it. */
export interface AdoptedChange {
  /** Kind, namespace and name. */
  readonly object: string;
  /** File of the repository that has it. */
  readonly file: string;
  /** Line of that file where it begins, from 1. */
  readonly line: number;
  /** Fields that differ. */
  readonly fields: readonly FieldChange[];
}

/** What the program's tree and the repository say differently. */
export interface AdoptedComparison {
  /** Objects that both have, with every field equal. */
  readonly equal: number;
  /** Objects that both have, with fields that differ. */
  readonly changed: readonly AdoptedChange[];
  /** Objects that a construct was said to make, and that the tree has under no such name. */
  readonly gone: readonly { readonly object: string; readonly file: string; readonly line: number }[];
  /** Objects of the tree that the repository has not. */
  readonly added: readonly string[];
  /** Objects that stay in the repository and that the tree has as well: two would apply them. */
  readonly doubled: readonly string[];
}

/** Compares what an import said with the tree that synth then wrote. */
export function compareAdoption({ objects, reading }: Adoption, dist: string): AdoptedComparison {
  const set = loadTree(dist).find(({ name }) => name === reading.cluster);
  const ours = new Map((set?.all({ layer: 'written' }) ?? []).map((entry) => [identityKey(entry.id), entry.object]));
  const theirs = new Set(objects.map(({ found }) => identityKey(found.id)));
  const owned = objects.filter(({ verdict }) => verdict.kind === 'owned').map(({ found }) => found);
  const both = owned.filter(({ id }) => ours.has(identityKey(id)));
  const changed = both
    .map(({ id, file, line, object }) => ({
      object: formatObject(id),
      file,
      line,
      fields: changedFields(object, ours.get(identityKey(id))),
    }))
    .filter(({ fields }) => fields.length > 0);
  const kept = objects.filter(({ verdict, found }) => verdict.kind !== 'owned' && ours.has(identityKey(found.id)));
  const added = (set?.all({ layer: 'written' }) ?? []).filter(({ id }) => !theirs.has(identityKey(id)));
  return {
    equal: both.length - changed.length,
    changed,
    gone: owned
      .filter(({ id }) => !ours.has(identityKey(id)))
      .map(({ id, file, line }) => ({ object: formatObject(id), file, line })),
    added: added.map(({ id }) => formatObject(id)).sort(compare),
    doubled: kept.map(({ found }) => formatObject(found.id)).sort(compare),
  };
}
