import { compare } from '../manifest/index.js';
import { MeshError } from '../model/index.js';
import { placeText, type FoundObject, type Reading } from './found.js';
import { programFiles } from './program/program.js';
import { clustersOf, readCluster } from './read/follow.js';
import { Repository } from './read/repository.js';
import { ChoiceList, type Choice } from './recognize/choices.js';
import { Inventory, type Verdict } from './recognize/inventory.js';
import { readPlatform } from './recognize/platform.js';
import { decideRest } from './recognize/rest.js';
import { readTenants } from './recognize/tenants.js';

/** An object of the repository, and what becomes of it. */
export interface Adopted {
  /** The object, and where it stands. */
  readonly found: FoundObject;
  /** Whether the program makes it, leaves it, or cannot live with it. */
  readonly verdict: Verdict;
}

/** What an import found and what it would write. */
export interface Adoption {
  /** What was read of the repository. */
  readonly reading: Reading;
  /** Every object, sorted by place. */
  readonly objects: readonly Adopted[];
  /** What somebody must decide. */
  readonly choices: readonly Choice[];
  /** Where the cluster runs, as far as the repository shows it. */
  readonly target: 'bare-metal' | 'eks';
  /** Names of the tenants that were recognized. */
  readonly tenants: readonly string[];
  /** Text of the program's files, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads an existing Flux repository, decides for each object whether a construct can make it, and writes the program
 * that does. Nothing in the repository is changed.
 *
 * @param root - folder of the clone
 * @param name - the cluster; needed where the repository has several
 */
export function adopt(root: string, name?: string): Adoption {
  const repository = new Repository(root);
  const reading = withoutOthers(repository, readCluster(repository, clusterOf(repository, root, name)));
  const inventory = new Inventory(reading);
  const choices = new ChoiceList();
  const platform = readPlatform(inventory, choices);
  const tenants = readTenants(inventory, choices, platform);
  decideRest(inventory, platform, tenants, new Map(tenants.map((tenant) => [tenant.name, `Tenant ${tenant.name}`])));
  const objects = reading.objects.map((found) => ({ found, verdict: verdictOf(inventory, found) }));
  return {
    reading,
    objects: objects.sort((a, b) => compare(a.found.file, b.found.file) || a.found.line - b.found.line),
    choices: choices.all(),
    target: platform.target,
    tenants: tenants.map((tenant) => tenant.name),
    files: programFiles(reading.cluster, platform, tenants, choices.all()),
  };
}

/** A file that another cluster applies is not lost. */
function withoutOthers(repository: Repository, reading: Reading): Reading {
  const others = clustersOf(repository).filter((cluster) => cluster !== reading.cluster);
  const lost = others.map((cluster) => new Set(readCluster(repository, cluster).unreached));
  return { ...reading, unreached: reading.unreached.filter((file) => lost.every((files) => files.has(file))) };
}

function verdictOf(inventory: Inventory, found: FoundObject): Verdict {
  const verdict = inventory.verdictOf(found);
  if (verdict === undefined) throw new Error(`Nothing was decided about ${placeText(found)}.`);
  return verdict;
}

function clusterOf(repository: Repository, root: string, name: string | undefined): string {
  const clusters = clustersOf(repository);
  const [only, ...others] = clusters;
  const found = name === undefined && others.length === 0 ? only : clusters.find((each) => each === name);
  if (found !== undefined) return found;
  throw new MeshError({
    code: 'TM5402',
    where: root,
    ...(name === undefined ? {} : { field: '--cluster', value: name }),
    what:
      clusters.length === 0
        ? 'there is no folder clusters/<name> to begin with'
        : 'which cluster is meant is not clear',
    remedy:
      clusters.length === 0
        ? 'Give the root of a repository that flux bootstrap wrote to, with --path=clusters/<name>.'
        : `Name one of: ${clusters.join(', ')}.`,
  });
}
