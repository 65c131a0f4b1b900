import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Variable that names the file where providers note what they do. */
export const LOG_VARIABLE = 'TENANT_MESH_PROVIDER_LOG';

/** Something that a provider did. */
export interface Deed {
  readonly did: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly name: string;
}

/** Notes a deed. */
export function note(did: Deed['did'], urn: string): void {
  const file = process.env[LOG_VARIABLE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ did, ...partsOf(urn) })}\n`);
}

/** Deeds in the order in which they were done. */
export function deedsIn(file: string): readonly Deed[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Deed);
}

/** Type and name of a resource, as its URN says. */
export function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , chain = '', ...name] = urn.split('::');
  return { type: chain.split('$').at(-1) ?? '', name: name.join('::') };
}
