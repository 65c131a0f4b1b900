// Writes the doors of the package into package.json from the folders that exist; `--check` only compares.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One way into the package. */
export interface Door {
  /** What a user imports, without the name of the package: `.` or `./istio`. */
  readonly path: string;
  /** The `index.ts` behind it, from the root of the project. */
  readonly source: string;
  /** Whether its classes are generated. */
  readonly generated: boolean;
}

/** Rooms of `lib` that users import. */
const PUBLIC_ROOMS = ['access', 'analyzer', 'gitops', 'manifest', 'pulumi', 'pulumi/eks', 'testing', 'testing/pulumi'];

/** Doors whose folder bears another name: what is in it needs more than the room that the door stands beside. */
const NAMED_OTHERWISE: Readonly<Partial<Record<string, string>>> = { 'pulumi/eks': 'aws' };

/** Constructs that users reach through `.`. */
const BEHIND_MAIN_DOOR = ['tenancy'];

/** Every door of the project at `root`, main door first, the others by name. */
export function listDoors(root: string): Door[] {
  const rooms = PUBLIC_ROOMS.map((room) => door(`./${room}`, `lib/${NAMED_OTHERWISE[room] ?? room}`));
  const systems = foldersOf(root, 'constructs')
    .filter((system) => !BEHIND_MAIN_DOOR.includes(system))
    .map((system) => door(`./${system}`, `constructs/${system}`));
  const kinds = foldersOf(root, 'lib/imports').map((system) => door(`./${system}/kinds`, `lib/imports/${system}`));
  const others = [...rooms, ...systems, ...kinds].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [door('.', 'lib'), ...others].filter(({ source }) => existsSync(join(root, source)));
}

function door(path: string, folder: string): Door {
  return { path, source: `${folder}/index.ts`, generated: folder.startsWith('lib/imports/') };
}

function foldersOf(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Compiled file of a door; `extension` is `js` or `d.ts`. */
export function builtFile({ source }: Door, extension: string): string {
  return `./build/${source.replace(/ts$/, extension)}`;
}

/** `package.json` of the project with the fields that its doors decide. */
export function withDoors(manifest: Record<string, unknown>, doors: readonly Door[]): Record<string, unknown> {
  const inside = doors.filter(({ path }) => path !== '.');
  const entries = doors.map((each) => [each.path, { types: builtFile(each, 'd.ts'), default: builtFile(each, 'js') }]);
  const types = inside.map((each): [string, string[]] => [each.path.slice(2), [builtFile(each, 'd.ts')]]);
  return {
    ...manifest,
    main: './build/lib/index.js',
    types: './build/lib/index.d.ts',
    exports: { ...Object.fromEntries(entries), './package.json': './package.json' },
    typesVersions: { '*': Object.fromEntries(types) },
  };
}

/** Import path that users write for a door. */
export function specifier({ path }: Door): string {
  return path === '.' ? 'tenant-mesh' : `tenant-mesh/${path.slice(2)}`;
}

/** Source file that `paths` of tsconfig.json gives for an import, as the most specific pattern decides. */
export function mappedSource(paths: Readonly<Record<string, readonly string[]>>, name: string): string | undefined {
  const exact = paths[name];
  if (exact !== undefined) return exact[0]?.replace(/^\.\//, '');
  for (const [pattern, [file]] of Object.entries(paths)) {
    const [before = '', after]: readonly (string | undefined)[] = pattern.split('*');
    if (after === undefined || !name.startsWith(before) || !name.endsWith(after)) continue;
    const middle = name.slice(before.length, name.length - after.length);
    if (!middle.includes('/')) return file?.replace(/^\.\//, '').replace('*', middle);
  }
  return undefined;
}

function readJson(file: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null) throw new Error(`${file} holds no object.`);
  return { ...value };
}

function main(): void {
  const root = resolve(__dirname, '..');
  const file = join(root, 'package.json');
  const before = readFileSync(file, 'utf8');
  const after = `${JSON.stringify(withDoors(readJson(file), listDoors(root)), null, 2)}\n`;
  if (before === after) return;
  if (process.argv.includes('--check')) {
    console.error('The doors in package.json are not those of the folders. Run: npm run doors');
    process.exitCode = 1;
    return;
  }
  writeFileSync(file, after);
}

if (require.main === module) main();
