import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Crd, OpenApiDocument as OpenApi } from '../../lib/imports/schema.js';

/** Where a CustomResourceDefinition was taken from. */
export interface CrdSource {
  readonly system: string;
  readonly name: string;
  readonly repo: string;
  readonly ref: string;
}

/** A CustomResourceDefinition with its origin. */
export interface SystemCrd extends CrdSource {
  readonly crd: Crd;
}

/** Everything that types are generated from. */
export interface Data {
  readonly crds: readonly SystemCrd[];
  readonly builtins: OpenApi;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The origins of the CustomResourceDefinitions. */
export function readSources(folder: string): readonly CrdSource[] {
  return readJson(join(folder, 'crds/index.json')) as readonly CrdSource[];
}

/** Reads the data folder and refuses one whose files and index differ. */
export function readData(folder: string): Data {
  const sources = readSources(folder);
  const listed = new Set(sources.map((source) => `${source.system}/${source.name}.json`));
  for (const file of crdFiles(folder)) {
    if (!listed.has(file))
      throw new Error(`crds/${file} is missing in crds/index.json; add its system, name, repo and ref.`);
  }
  const crds = sources.map((source) => ({
    ...source,
    crd: readJson(join(folder, 'crds', source.system, `${source.name}.json`)) as Crd,
  }));
  return { crds, builtins: readJson(join(folder, 'kubernetes', builtinFile(folder))) as OpenApi };
}

/** The CRD files of a data folder, as `<system>/<name>.json`. */
export function crdFiles(folder: string): string[] {
  const root = join(folder, 'crds');
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(root, name)).map((file) => `${name}/${file}`))
    .sort();
}

/** The one file that holds the built-in kinds. */
function builtinFile(folder: string): string {
  const files = readdirSync(join(folder, 'kubernetes'));
  const [file] = files;
  if (files.length !== 1 || file === undefined) {
    throw new Error(`kubernetes/ holds ${String(files.length)} files; keep the one of the version to support.`);
  }
  return file;
}
