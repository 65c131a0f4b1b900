import type { Alias } from '@pulumi/pulumi';
import type { ManifestScope } from '../manifest/index.js';
import { kinds } from '../imports/schemas.js';
import { groupVersion } from '../model/index.js';
import type { ConstructComponent } from './construct-component.js';
import { typeToken } from './type-token.js';

/**
 * Aliases of a component or resource whose construct had other paths before. What stands below takes the change of the
 * name over by itself, since its own name begins with that of its parent.
 *
 * @param scope - the construct
 * @param componentOf - component of a construct, by a path that it has or had
 */
export function pathAliases(
  scope: ManifestScope | undefined,
  componentOf: (path: string) => ConstructComponent | undefined,
): readonly Alias[] {
  return (scope?.formerPaths ?? []).map((name) => {
    const above = parentPath(name);
    const parent = above === parentPath(scope?.path ?? '') ? undefined : componentOf(above);
    return parent === undefined ? { name } : { name, parent };
  });
}

/** Aliases of a custom resource for other versions of its kind, so that a new apiVersion replaces nothing. */
export function versionAliases(apiVersion: string, kind: string): readonly Alias[] {
  const { group, version } = groupVersion(apiVersion);
  const others = (versions().get(`${group}/${kind}`) ?? []).filter((other) => other !== version);
  return others.map((other) => ({ type: typeToken(group === '' ? other : `${group}/${other}`, kind) }));
}

let known: ReadonlyMap<string, readonly string[]> | undefined;

function versions(): ReadonlyMap<string, readonly string[]> {
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const { group, kind, version } of kinds()) {
    const key = `${group}/${kind}`;
    found.set(key, [...(found.get(key) ?? []), version]);
  }
  known = found;
  return found;
}

function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
