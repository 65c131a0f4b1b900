import type { JsonObject } from '../../../../lib/model/index.js';

export const READ = ['get', 'list', 'watch'] as const;
export const CHANGE = ['update', 'patch'] as const;
/** Every verb but those on collections and those beyond the kinds. */
export const WRITE = [...READ, 'create', ...CHANGE, 'delete'] as const;

/** One rule of a role: some verbs on some kinds of a group; on some names alone, where they are given. */
export function rule(
  group: string,
  resources: readonly string[],
  verbs: readonly string[],
  resourceNames?: readonly string[],
): JsonObject {
  return { apiGroups: [group], resources, verbs, ...(resourceNames === undefined ? {} : { resourceNames }) };
}

/** Kinds and their finalizers. */
export function withFinalizers(...resources: readonly string[]): readonly string[] {
  return resources.flatMap((one) => [one, `${one}/finalizers`]);
}

/** Kinds and their status. */
export function withStatus(...resources: readonly string[]): readonly string[] {
  return resources.flatMap((one) => [one, `${one}/status`]);
}
