import { builtFile, listDoors } from '../doors.js';

const BESIDE_CODE = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];

/** Files that the doors of the project need and the package lacks. */
export function missingFiles(root: string, files: readonly string[]): string[] {
  const held = new Set(files);
  const doors = listDoors(root).flatMap((door) => [builtFile(door, 'js'), builtFile(door, 'd.ts')]);
  const wanted = [
    ...doors.map((file) => file.slice(2)),
    ...BESIDE_CODE,
    'build/lib/imports/data/crds/index.json',
    'build/lib/cli/schemas/access.schema.json',
    'build/lib/cli/init/template/main.ts',
  ];
  return wanted.filter((file) => !held.has(file));
}

/** Files of the package that no user needs. */
export function strayFiles(files: readonly string[]): string[] {
  const wanted =
    /^build\/(lib|constructs)\/.*\.(js|d\.ts)$|^build\/lib\/(imports\/data|cli\/schemas)\/.*\.json$|^build\/lib\/cli\/init\/template\//;
  return files.filter((file) => !BESIDE_CODE.includes(file) && !wanted.test(file));
}
