// The table of docs/architecture.md: who may import whom.

/** How one room may use another. */
export type Use = 'values' | 'types';

/** One row of the table. */
export interface Room {
  /** Folder or file from the root of the project; `*` stands for one folder name. */
  readonly name: string;
  /** Rooms of ours it may import, by name. */
  readonly uses: Readonly<Record<string, Use>>;
  /** Whether it imports the public doors, as a user does, and nothing else of ours. */
  readonly user: boolean;
}

function room(name: string, uses: readonly string[], types: readonly string[] = []): Room {
  const values = uses.map((used): [string, Use] => [used, 'values']);
  return {
    name,
    uses: Object.fromEntries([...values, ...types.map((used): [string, Use] => [used, 'types'])]),
    user: false,
  };
}

const SYSTEMS = ['lib/model', 'lib/imports', 'lib/targets'];
const ENGINE = ['lib/manifest', 'lib/predict', 'lib/model', 'lib/targets'];
const FLOW = [...ENGINE, 'lib/imports', 'lib/analyzer', 'lib/gitops'];
const LIBRARY = [...FLOW, 'lib/app', 'constructs/tenancy', 'constructs/*'];

/** Every room, the more specific name first. */
export const ROOMS: readonly Room[] = [
  room('lib/model', []),
  room('lib/imports', []),
  room('lib/targets', ['lib/model']),
  room('constructs/tenancy', [...SYSTEMS, 'constructs/*']),
  room('constructs/*', SYSTEMS),
  room('lib/manifest', ['lib/model', 'lib/imports']),
  room('lib/predict', ['lib/manifest', 'lib/model'], ['lib/imports']),
  room('lib/analyzer', ENGINE, ['lib/imports']),
  room('lib/gitops', ENGINE, ['lib/imports']),
  room('lib/access', [...ENGINE, 'lib/analyzer'], ['lib/imports']),
  room('lib/app', [...FLOW, 'lib/access']),
  room('lib/pulumi', [...FLOW, 'lib/app']),
  room('lib/aws', ['lib/model', 'lib/targets', 'lib/pulumi', 'constructs/*']),
  room('lib/adopt', ['lib/model', 'lib/manifest', 'lib/imports', 'lib/gitops', 'constructs/*']),
  room('lib/testing/pulumi', ['lib/model', 'lib/pulumi']),
  room('lib/testing', [...LIBRARY, 'lib/access']),
  { name: 'lib/cli/init/template', uses: {}, user: true },
  room('lib/cli', [...LIBRARY, 'lib/access', 'lib/adopt', 'lib/testing']),
  room('lib/index.ts', LIBRARY),
  { name: 'stacks', uses: {}, user: true },
  { name: 'examples', uses: {}, user: true },
];

/** The room that holds a file; undefined where everything may be imported, as in tests. */
export function roomOf(file: string): Room | undefined {
  return ROOMS.find(({ name }) => prefix(name).test(file));
}

/** The folder of a file that its room counts as one: two systems are two folders of one row. */
export function folderOf(file: string): string | undefined {
  const found = roomOf(file);
  return found === undefined ? undefined : (prefix(found.name).exec(file)?.[0] ?? found.name);
}

function prefix(name: string): RegExp {
  return new RegExp(`^${name.replace('.', '\\.').replace('*', '[^/]+')}(?=/|$)`);
}

/**
 * What is wrong with an import, or undefined when nothing is.
 *
 * @param from - importing file, from the root of the project
 * @param to - imported file, from the root; a public door by its import path
 * @param typeOnly - whether the import vanishes at run time
 */
export function refusal(from: string, to: string, typeOnly: boolean): string | undefined {
  const here = roomOf(from);
  if (here === undefined) return undefined;
  if (to === 'tenant-mesh' || to.startsWith('tenant-mesh/')) {
    return here.user ? undefined : `${here.name} imports by relative path; public doors are for stacks and examples.`;
  }
  const there = roomOf(to);
  if (there !== undefined && folderOf(from) === folderOf(to)) return undefined;
  const use = there === undefined ? undefined : here.uses[there.name];
  if (use === 'values' || (use === 'types' && typeOnly)) return undefined;
  if (use === 'types') return `${here.name} may import only types of ${to}.`;
  if (here.user) return `${here.name} imports public doors (tenant-mesh/...), not ${to}.`;
  return `${here.name} may not import ${to}; docs/architecture.md has the table of rooms.`;
}
