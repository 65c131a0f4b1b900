import type { SystemCrd } from './data.js';
import { shapeOf } from './from-schema.js';
import { Hoist } from './hoist.js';
import { COMMON_FIELDS, type KindModel, type ModuleModel, type TypeModel } from './model.js';
import { capital, className, compareVersions, moduleName } from './naming.js';
import { crdPage } from './pages.js';
import type { CrdVersion } from '../../lib/imports/schema.js';
import type { Field, Shape } from './shape.js';

/** One module for each system and API group of CustomResourceDefinitions. */
export function crdModules(crds: readonly SystemCrd[]): ModuleModel[] {
  const groups = new Map<string, SystemCrd[]>();
  for (const crd of crds) {
    const key = `${crd.system}/${crd.crd.spec.group}`;
    groups.set(key, [...(groups.get(key) ?? []), crd]);
  }
  return [...groups.values()].map(crdModule);
}

function crdModule(crds: readonly SystemCrd[]): ModuleModel {
  const [first] = crds;
  if (!first) throw new Error('A module without kinds.');
  const kinds = crds
    .flatMap((crd) => servedVersions(crd).map((version) => kindModel(crd, version)))
    .sort((a, b) => (a.kind === b.kind ? compareVersions(a.version, b.version) : a.kind < b.kind ? -1 : 1));
  return {
    system: first.system,
    name: moduleName(first.crd.spec.group),
    sources: [...new Set(crds.map((crd) => `${crd.repo} ${crd.ref}`))].sort(),
    ...named(kinds),
  };
}

function servedVersions({ crd }: SystemCrd): readonly CrdVersion[] {
  return crd.spec.versions.filter((version) => version.served);
}

function kindModel({ system, crd }: SystemCrd, version: CrdVersion): KindModel {
  const { group, scope, names } = crd.spec;
  const shape = shapeOf(version.schema.openAPIV3Schema, {
    defaultsBeforeRequired: true,
    ref: (name) => {
      throw new Error(`${crd.metadata.name} refers to ${name}; a CustomResourceDefinition holds no references.`);
    },
  });
  return {
    system,
    group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    scope,
    origin: 'crd',
    storage: version.storage,
    className: className(names.kind, version.name),
    fields: topFields(shape),
    page: crdPage(system, group),
  };
}

function topFields(shape: Shape): readonly Field[] {
  return shape.kind === 'object' ? shape.fields.filter((field) => !COMMON_FIELDS.has(field.name)) : [];
}

function named(kinds: readonly KindModel[]): Pick<ModuleModel, 'kinds' | 'types'> {
  const hoist = new Hoist();
  const ranks = [...new Set(kinds.map((kind) => kind.version))].sort(compareVersions);
  for (const kind of kinds) {
    for (const field of kind.fields) {
      const name = kind.className + capital(field.name);
      hoist.offer(field.shape, {
        name,
        kind: kind.kind,
        field: field.name,
        rank: ranks.indexOf(kind.version),
        depth: 0,
      });
    }
  }
  const types = hoist.types();
  const known = new Set(types.map((type) => type.name));
  const aliases = kinds.flatMap((kind) => fieldAliases(kind, hoist)).filter((alias) => !known.has(alias.name));
  return {
    kinds: kinds.map((kind) => ({
      ...kind,
      fields: kind.fields.map((field) => ({
        ...field,
        shape: hoist.resolve(field.shape, { kind: kind.kind, field: field.name }),
      })),
    })),
    types: [...types, ...aliases],
  };
}

/** Each top-level object keeps the name that its class suggests, also where it shares the shape of another one. */
function fieldAliases(kind: KindModel, hoist: Hoist): TypeModel[] {
  return kind.fields
    .filter((field) => field.shape.kind === 'object')
    .map((field) => ({
      name: kind.className + capital(field.name),
      shape: hoist.resolve(field.shape, { kind: kind.kind, field: field.name }),
    }));
}
