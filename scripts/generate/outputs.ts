import { builtinModules } from './builtin-modules.js';
import { crdModules } from './crd-modules.js';
import type { Data } from './data.js';
import { doorText, moduleText, type Homes } from './emit.js';
import { kindIndexText } from './kind-index.js';
import type { KindModel, ModuleModel } from './model.js';
import { kindsPage } from './kinds-page.js';

/** Every generated file: path below the project, and text. */
export function outputs(data: Data): Map<string, string> {
  const modules = [...crdModules(data.crds), ...builtinModules(data.builtins)];
  const files = new Map<string, string>();
  for (const [system, own] of bySystem(modules)) {
    const homes = homesOf(own);
    for (const module of own) files.set(`lib/imports/${system}/${module.name}.ts`, moduleText(module, homes));
    files.set(`lib/imports/${system}/index.ts`, doorText(own));
  }
  const kinds = modules.flatMap((module) => module.kinds).sort(compareKinds);
  files.set('lib/imports/data/kinds.json', kindIndexText(kinds));
  files.set('docs/kinds.md', kindsPage(kinds));
  return files;
}

function bySystem(modules: readonly ModuleModel[]): Map<string, ModuleModel[]> {
  const systems = new Map<string, ModuleModel[]>();
  for (const module of modules) systems.set(module.system, [...(systems.get(module.system) ?? []), module]);
  return systems;
}

function homesOf(modules: readonly ModuleModel[]): Homes {
  return new Map(modules.flatMap((module) => module.types.map((type) => [type.name, module.name])));
}

function compareKinds(a: KindModel, b: KindModel): number {
  const key = (kind: KindModel): string => [kind.system, kind.group, kind.kind, kind.version].join(' ');
  return key(a) < key(b) ? -1 : 1;
}
