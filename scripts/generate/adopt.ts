import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readSources, type CrdSource } from './data.js';
import { pruneCrd } from './prune.js';

/** Where new files come from. */
export type Origin = Pick<CrdSource, 'system' | 'repo' | 'ref'>;

/** Replaces all CustomResourceDefinitions of a system and repository by those in the given YAML or JSON files. */
export function adopt(folder: string, origin: Origin, files: readonly string[]): void {
  const crds = new Map(files.flatMap(crdsOf));
  if (crds.size === 0) throw new Error(`No CustomResourceDefinition in ${files.join(', ') || 'no file'}.`);
  const sources = readSources(folder);
  const kept = sources.filter(({ system, repo, name }) => {
    return system !== origin.system || (repo !== origin.repo && !crds.has(name));
  });
  const path = ({ system, name }: Pick<CrdSource, 'system' | 'name'>): string => {
    return join(folder, 'crds', system, `${name}.json`);
  };
  for (const source of sources) if (!kept.includes(source)) rmSync(path(source), { force: true });
  mkdirSync(join(folder, 'crds', origin.system), { recursive: true });
  const added = [...crds].map(([name, crd]): CrdSource => {
    writeFileSync(path({ system: origin.system, name }), `${JSON.stringify(crd)}\n`);
    return { system: origin.system, name, repo: origin.repo, ref: origin.ref };
  });
  writeFileSync(join(folder, 'crds/index.json'), indexText([...kept, ...added]));
}

/** Text of the index of files: one line a file. */
function indexText(sources: readonly CrdSource[]): string {
  const key = ({ system, name }: CrdSource): string => `${system}/${name}`;
  const sorted = [...sources].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return `[\n${sorted.map((source) => JSON.stringify(source)).join(',\n')}\n]\n`;
}

function crdsOf(file: string): [string, ReturnType<typeof pruneCrd>][] {
  const text = readFileSync(file, 'utf8');
  const documents: readonly unknown[] = file.endsWith('.json') ? [JSON.parse(text)] : yamlDocuments(text);
  return documents.filter(isCrd).map((crd) => [crd.metadata.name, pruneCrd(crd)]);
}

function yamlDocuments(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    const value: unknown = document.toJS();
    return value;
  });
}

function isCrd(value: unknown): value is { readonly metadata: { readonly name: string } } {
  return (
    has(value, 'kind') && value.kind === 'CustomResourceDefinition' && has(value, 'metadata') && isNamed(value.metadata)
  );
}

function isNamed(value: unknown): boolean {
  return has(value, 'name') && typeof value.name === 'string';
}

function has<K extends string>(value: unknown, key: K): value is Readonly<Record<K, unknown>> {
  return typeof value === 'object' && value !== null && key in value;
}
