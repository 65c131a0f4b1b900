import { isDnsLabel, refuse, type At } from '../../model/index.js';
import { spread } from './spread.js';

/** Names of places, at least one. */
export type Places = readonly [string, ...string[]];

/**
 * How the tree of a cluster with many tenants is laid out. What belongs to a tenant is spread over named places by a
 * stable hash of the tenant's name: another tenant moves none, and another place takes only its share. The names are
 * contract: they stand in folders, in names of Flux Kustomizations, and in labels.
 */
export interface ClusterScale {
  /**
   * Roots over which the Flux Kustomizations of the tenants are spread: folders `clusters/<cluster>/roots/<root>`, each
   * applied by a Kustomization of its own.
   * @default - all stand in the entry, which takes about 300 tenants
   */
  readonly roots?: Places;
  /**
   * Groups over which the guard rails of the tenants are spread: one Flux Kustomization applies the unchanged
   * directories of a whole group. Workloads and sign-in keep one for each tenant.
   * @default - one Kustomization for the guard rails of each tenant
   */
  readonly groups?: Places;
  /**
   * Shards of Flux's controllers over which what they do for tenants is spread, by the label `sharding.fluxcd.io/key`;
   * needs `bootstrap: { kind: 'flux-operator' }`, which runs them.
   * @default - one of each controller does everything
   */
  readonly shards?: Places;
  /**
   * Shards whose controllers run while nobody is in them. The first shards of a cluster begin so, and one that goes ends
   * so, each for one publish: otherwise controllers end in the middle of work that others have taken over.
   * @default - none
   */
  readonly idleShards?: readonly string[];
  /**
   * Units of the platform that hold objects of every tenant, each with the parts over which these are spread, such as
   * `{ "infrastructure/trust": ["east", "west"] }`. What the platform itself has in the unit stays there.
   * @default - no unit is parted
   */
  readonly parts?: Readonly<Record<string, Places>>;
}

/** Folder of the guard rails that are applied together. */
export const GROUPS = 'guard-rails';
/** Label by which each controller of Flux knows what is its own. */
export const SHARD_KEY = 'sharding.fluxcd.io/key';

/** Parses a layout: every name is a DNS label and stands once. */
export function parseScale(scale: ClusterScale, at: At): ClusterScale {
  const { roots, groups, shards, idleShards = [], parts = {} } = scale;
  const lists = {
    roots,
    groups,
    shards,
    idleShards: [...(shards ?? []), ...idleShards],
    ...Object.fromEntries(Object.entries(parts).map(([k, v]) => [`parts.${k}`, v])),
  };
  for (const [field, places] of Object.entries(lists))
    checkPlaces(places ?? [], { ...at, field: `${at.field}.${field}` });
  return scale;
}

function checkPlaces(places: readonly string[], at: At): void {
  const wrong = places.find(
    (place, index) => !isDnsLabel(place) || place.length > 30 || places.indexOf(place) !== index,
  );
  if (wrong === undefined) return;
  refuse(
    'TM2027',
    at,
    'each place has a name of its own: a DNS label of 30 characters at most',
    wrong,
    'Write names such as ["east", "west"].',
  );
}

/** Paths of units that belong to one tenant. */
const TENANT_UNIT = /^(tenants|auth|apps)\/([^/]+)$/;

/** Name of the tenant that a unit belongs to; undefined for units of the platform. */
export function tenantOfUnit(path: string): string | undefined {
  return TENANT_UNIT.exec(path)?.[2];
}

/** Where the units of a cluster go. */
export class Layout {
  constructor(private readonly scale: ClusterScale) {}

  /** Path of the group that applies a unit, where guard rails are grouped. */
  groupOf(path: string): string | undefined {
    const { groups } = this.scale;
    const tenant = path.startsWith('tenants/') ? tenantOfUnit(path) : undefined;
    return groups === undefined || tenant === undefined ? undefined : `${GROUPS}/${spread(tenant, groups)}`;
  }

  /** Root whose folder holds the Kustomization of a unit or group. */
  rootOf(path: string): string | undefined {
    const { roots } = this.scale;
    const key = keyOf(path);
    return roots === undefined || key === undefined ? undefined : spread(key, roots);
  }

  /** Shard of Flux that works for a unit or group. */
  shardOf(path: string): string | undefined {
    const { shards } = this.scale;
    const key = keyOf(path);
    return shards === undefined || key === undefined ? undefined : spread(key, shards);
  }
}

/** A unit goes by its tenant, so that all of a tenant is in one place; a group goes by its name. */
function keyOf(path: string): string | undefined {
  return tenantOfUnit(path) ?? (path.startsWith(`${GROUPS}/`) ? path : undefined);
}
