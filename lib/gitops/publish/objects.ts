import { parseManifests, yamlPackage } from '../../manifest/index.js';
import { groupVersion, type KubeObject, type Problem } from '../../model/index.js';

/** Top-level fields as our own writer and most people write them: plain scalars, one to a line. */
const FIELD = /^(apiVersion|kind): ([A-Za-z0-9./-]+)$/gm;
const METADATA = /^metadata:\n((?: {2}.*\n)*)/m;
const NAME = /^ {2}(name|namespace): ([A-Za-z0-9.:-]*[A-Za-z.:-][A-Za-z0-9.:-]*)$/gm;
/** Words that some versions of YAML read as no text; the parser decides about them. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Identity of an object in words: `<kind>[.<group>]/<namespace>/<name>`, with an empty namespace where it has none. */
export function identityOf(object: KubeObject): string {
  const { metadata } = object;
  return identityText(object.apiVersion, object.kind, metadata.namespace ?? '', metadata.name ?? '');
}

/** Identities of the objects in a file of the tree, in order; none for files that are no manifests. */
export function identitiesIn(path: string, text: string): readonly string[] {
  if (!isManifest(path)) return [];
  const quick = quickIdentity(text);
  return quick === undefined ? parseManifests(text, path).map(({ object }) => identityOf(object)) : [quick];
}

/** Objects of a file of the tree. */
export function objectsIn(path: string, text: string): readonly KubeObject[] {
  return isManifest(path) ? parseManifests(text, path).map(({ object }) => object) : [];
}

/** Whether a file of the tree holds objects; `kustomization.yaml` configures kustomize instead. */
export function isManifest(path: string): boolean {
  return /\.ya?ml$/.test(path) && !isKustomization(path);
}

function isKustomization(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

/** Literals of a secretGenerator are a Secret in clear, which SOPS could not encrypt; what it reads from files, it could. */
function clearLiterals(path: string, text: string): readonly Problem[] {
  if (!text.includes('secretGenerator')) return [];
  // A broken file is Flux's to refuse; what can be read of it still counts here.
  const documents = yamlPackage().parseAllDocuments(text, { version: '1.1' });
  const file: unknown = Array.isArray(documents) ? documents[0]?.toJS() : undefined;
  const generators: unknown =
    typeof file === 'object' && file !== null ? Reflect.get(file, 'secretGenerator') : undefined;
  const fields = (Array.isArray(generators) ? (generators as readonly unknown[]) : []).flatMap((entry, at) => {
    const literals: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'literals') : undefined;
    return Array.isArray(literals) && literals.length > 0 ? [`secretGenerator[${String(at)}].literals`] : [];
  });
  return fields.length === 0 ? [] : [secretInClear(path, fields)];
}

/** Secrets in a file whose values are not encrypted. */
export function clearSecrets(path: string, text: string): readonly Problem[] {
  if (isKustomization(path)) return clearLiterals(path, text);
  if (!isManifest(path) || !/\bSecret\b/.test(text)) return [];
  return objectsIn(path, text).flatMap((object): readonly Problem[] => {
    if (object.kind !== 'Secret' || groupVersion(object.apiVersion).group !== '') return [];
    const clear = ['data', 'stringData'].flatMap((field) => clearValues(object[field], field));
    return clear.length === 0 ? [] : [secretInClear(path, clear)];
  });
}

function clearValues(values: unknown, field: string): readonly string[] {
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values)
    .filter(([, value]) => typeof value !== 'string' || !/^ENC\[.+\]$/s.test(value))
    .map(([key]) => `${field}.${key}`);
}

/** The one object of a file in its usual form; anything unusual is left to the parser. */
function quickIdentity(text: string): string | undefined {
  if (/^(?:---|items:)/m.test(text)) return undefined;
  const fields = Object.fromEntries([...text.matchAll(FIELD)].map(([, key = '', value = '']) => [key, value]));
  const [, metadata = ''] = METADATA.exec(text) ?? [];
  const names = Object.fromEntries([...metadata.matchAll(NAME)].map(([, key = '', value = '']) => [key, value]));
  const { apiVersion, kind } = fields;
  const { name, namespace } = names;
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  if (namespace === undefined && /^ {2}namespace:/m.test(metadata)) return undefined;
  if (WORD.test(name) || WORD.test(namespace ?? '')) return undefined;
  return identityText(apiVersion, kind, namespace ?? '', name);
}

function identityText(apiVersion: string, kind: string, namespace: string, name: string): string {
  const { group } = groupVersion(apiVersion);
  return `${group === '' ? kind : `${kind}.${group}`}/${namespace}/${name}`;
}

function secretInClear(path: string, fields: readonly string[]): Problem {
  return {
    code: 'TM5110',
    where: path,
    field: fields.join(', '),
    what: 'a Secret would stand in Git in clear',
    remedy: 'Encrypt the file with SOPS, or supply the Secret by other means.',
  };
}
