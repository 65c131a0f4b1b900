import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import type { KindInfo } from '../../lib/imports/schemas.js';

export const IMPORTS = join(__dirname, '../../lib/imports');

/** A typed kind, seen without its types. */
export interface KindClass {
  readonly apiVersion: string;
  readonly kind: string;
  new (scope: Construct, id: string, props: Readonly<Record<string, unknown>>): ApiObject;
}

function isKindClass(value: unknown): value is KindClass {
  // The instanceof operator of ApiObject looks for a mark that only instances have.
  return typeof value === 'function' && Object.getPrototypeOf(value) === ApiObject;
}

/** The classes that a module exports, by name. */
export function classesOf(module: string): ReadonlyMap<string, KindClass> {
  const exported: Readonly<Record<string, unknown>> = jest.requireActual(join(IMPORTS, module));
  return new Map(Object.entries(exported).filter((entry): entry is [string, KindClass] => isKindClass(entry[1])));
}

/** Name of the class of a kind, spelled out here so that the generator is not its own judge. */
export function expectedClass({ kind, version }: Pick<KindInfo, 'kind' | 'version'>): string {
  const [, major, stage, minor] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
  const suffix = stage === undefined ? '' : `${stage === 'beta' ? 'Beta' : 'Alpha'}${minor ?? ''}`;
  return `${kind}V${major ?? ''}${suffix}`;
}

export function expectedApiVersion({ group, version }: Pick<KindInfo, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}
