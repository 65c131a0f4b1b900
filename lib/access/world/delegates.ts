import { isMap, listOf, mapAt } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';

/** Fields of a root route that a delegate's route takes over where it has none of its own. */
const INHERITED = ['rewrite', 'headers'] as const;

/**
 * The routes of a delegate under the route that names it. Every match of a delegate must lie inside of one of the
 * root's; a route with one that does not is left out.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export function underRoot(root: JsonObject, route: JsonObject): JsonObject | undefined {
  const match = joinedMatches(objectsOf(root['match']), objectsOf(route['match']));
  if (match === undefined || route['delegate'] !== undefined) return undefined;
  const inherited = INHERITED.flatMap((field) => (root[field] === undefined ? [] : [[field, root[field]] as const]));
  return { ...Object.fromEntries(inherited), ...route, match };
}

function joinedMatches(root: readonly JsonObject[], own: readonly JsonObject[]): readonly JsonObject[] | undefined {
  if (root.length === 0) return own;
  if (own.length === 0) return root;
  const joined: JsonObject[] = [];
  for (const leaf of own) {
    const over = root.filter((each) => !isConflict(each, leaf));
    if (over.length === 0) return undefined;
    joined.push(...over.map((each) => joinedMatch(each, leaf)));
  }
  return joined;
}

const TEXTS = ['uri', 'scheme', 'method', 'authority'] as const;
const MAPS = ['headers', 'withoutHeaders', 'queryParams'] as const;

function joinedMatch(root: JsonObject, leaf: JsonObject): JsonObject {
  const maps = MAPS.filter((name) => root[name] !== undefined || leaf[name] !== undefined).map(
    (name) => [name, { ...mapAt(root, name), ...mapAt(leaf, name) }] as const,
  );
  return { ...root, ...leaf, ...Object.fromEntries(maps) };
}

function isConflict(root: JsonObject, leaf: JsonObject): boolean {
  if (TEXTS.some((name) => areApart(root[name], leaf[name]))) return true;
  // Headers that must not be there are held against the root's headers, as istiod does.
  const over = { headers: 'headers', withoutHeaders: 'headers', queryParams: 'queryParams' } as const;
  const maps = MAPS.some((name) =>
    Object.entries(mapAt(leaf, name)).some(([key, value]) => areApart(mapAt(root, over[name])[key], value)),
  );
  if (maps || (root['ignoreUriCase'] === true) !== (leaf['ignoreUriCase'] === true)) return true;
  const [outer, inner] = [root['port'], leaf['port']];
  return outer !== undefined && inner !== undefined && outer !== inner;
}

/** Whether texts that meet the inner match are not all met by the outer one. */
function areApart(outer: JsonValue | undefined, inner: JsonValue | undefined): boolean {
  if (outer === undefined || inner === undefined) return false;
  const [root, leaf] = [mapAt(outer), mapAt(inner)];
  if (root['regex'] !== undefined || leaf['regex'] !== undefined) return true;
  const own = leaf['exact'] ?? leaf['prefix'];
  if (typeof root['exact'] === 'string') return leaf['exact'] !== root['exact'];
  return !(typeof root['prefix'] === 'string' && typeof own === 'string' && own.startsWith(root['prefix']));
}

function objectsOf(list: JsonValue | undefined): readonly JsonObject[] {
  return listOf(list).filter(isMap);
}
