import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinSchemas, kinds, type Crd } from '../../lib/imports/schemas.js';
import { classesOf, expectedApiVersion, expectedClass, IMPORTS, type KindClass } from './kind-classes.js';

const systems = readdirSync(join(IMPORTS, 'data/crds'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function crdsOf(system: string): Crd[] {
  const folder = join(IMPORTS, 'data/crds', system);
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Crd);
}

interface Expected {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

function served(system: string): Expected[] {
  return crdsOf(system).flatMap(({ spec }) =>
    spec.versions
      .filter((version) => version.served)
      .map((version) => ({ group: spec.group, version: version.name, kind: spec.names.kind })),
  );
}

const typeOf = (found: KindClass | undefined): (string | undefined)[] => [found?.apiVersion, found?.kind];

const names = (expected: readonly Expected[]): string[] => expected.map(expectedClass).sort();

describe('typed kinds of CustomResourceDefinitions', () => {
  it.each(systems)('%s has one class for each served version and no other', (system) => {
    expect([...classesOf(system).keys()].sort()).toEqual(names(served(system)));
  });

  it.each(systems)('%s keeps each class in the module of its group, with its apiVersion and kind', (system) => {
    for (const expected of served(system)) {
      const found = classesOf(`${system}/${expected.group}`).get(expectedClass(expected));
      expect(typeOf(found)).toEqual([expectedApiVersion(expected), expected.kind]);
    }
  });

  it('covers 102 kinds, ten of them in both channels of the Gateway API', () => {
    const all = systems.flatMap((system) => crdsOf(system).map(({ metadata }) => metadata.name));
    expect(all).toHaveLength(112);
    expect(new Set(all).size).toBe(102);
  });

  it('leaves out versions that are not served', () => {
    expect(classesOf('gateway-api').has('TCPRouteV1Alpha2')).toBe(false);
    expect(classesOf('gateway-api-experimental').has('TCPRouteV1Alpha2')).toBe(true);
  });
});

describe('typed kinds built into Kubernetes', () => {
  it('has one class for each of the 53 and no other', () => {
    const { kinds: builtins } = builtinSchemas();
    expect(builtins).toHaveLength(53);
    expect([...classesOf('kubernetes').keys()].sort()).toEqual(names(builtins));
  });

  it('keeps each class in the module of its group', () => {
    for (const builtin of builtinSchemas().kinds) {
      const found = classesOf(`kubernetes/${builtin.group || 'core'}`).get(expectedClass(builtin));
      expect(typeOf(found)).toEqual([expectedApiVersion(builtin), builtin.kind]);
    }
  });
});

describe('index of kinds', () => {
  it.each(['standard', 'experimental'] as const)('has a class behind each kind, %s channel', (gatewayChannel) => {
    for (const info of kinds({ gatewayChannel })) {
      const found = classesOf(info.system).get(expectedClass(info));
      expect(typeOf(found)).toEqual([expectedApiVersion(info), info.kind]);
    }
  });
});
