import { isMap, listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { Answer } from '../harness/client.js';
import { placeOf } from './messages.js';

/**
 * Why a server refuses a field: what it does not know, cannot decode, misses, finds twice, or any other rule. It
 * refuses `aside` of validation, and so before it, in admission, or where a request breaks it.
 */
export type RefusalKind = 'unknown' | 'type' | 'required' | 'duplicate' | 'other' | 'aside';

/** One thing that a server says against an object. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** Field as the server names it. @default - the server names none */
  readonly field?: string;
  readonly message: string;
}

const REASONS: Readonly<Record<string, RefusalKind>> = {
  FieldValueRequired: 'required',
  FieldValueDuplicate: 'duplicate',
};
const UNKNOWN = /unknown field "([^"]*)"/g;
const DECODED = /cannot unmarshal .+ into Go struct field \w+\.(\S+) of type/;
const OF_METADATA = /^(name|generateName|namespace|labels|annotations|finalizers|ownerReferences|generation)(\.|$)/;
/** Go names the structs that it embeds; in the object they are no fields. */
const EMBEDDED = /\.[A-Z]\w*(?=\.)/g;
const OTHER_NAMESPACE = 'does not match the namespace sent on the request';
const REPEATED = /^\s*(\.\S+): duplicate entries for key/gm;

/** Whether a server stopped at fields it does not know, and would say more when these are let pass. */
export function stoppedAtUnknown({ message }: Answer): boolean {
  return message.includes('strict decoding error');
}

/** What a server says against an object in its answer to a create. */
export function refusalsOf(answer: Answer): readonly Refusal[] {
  const { ok, message, body } = answer;
  // A binding is looked at before the pod that it is for.
  if (ok || /^pods "[^"]*" not found$/.test(message)) return [];
  if (stoppedAtUnknown(answer)) {
    return [...message.matchAll(UNKNOWN)].map(([, field = '']) => ({ kind: 'unknown', field, message }));
  }
  if (message.includes('cannot be handled as a')) {
    const field = decodedField(message);
    return [{ kind: 'type', message, ...(field === undefined ? {} : { field }) }];
  }
  if (message.includes(OTHER_NAMESPACE)) return [{ kind: 'other', field: 'metadata.namespace', message }];
  const causes = listOf(mapAt(body, 'details')['causes']).filter(isMap);
  if (answer.status === 403) return [{ kind: 'aside', message }];
  if (causes.length === 0) return [{ kind: kindOf(message), field: placeOf(message) ?? '', message }];
  return causes.flatMap((cause) => {
    const said = textOf(cause['message']) ?? '';
    const field = placeOf(`${textOf(cause['field']) ?? ''}: ${said}`);
    return field === undefined
      ? []
      : [{ kind: REASONS[textOf(cause['reason']) ?? ''] ?? 'other', field, message: said }];
  });
}

/** A custom resource has its metadata decoded by itself, so that paths begin there. */
function decodedField(message: string): string | undefined {
  const field = DECODED.exec(message)?.[1]?.replace(EMBEDDED, '');
  return field !== undefined && OF_METADATA.test(field) ? `metadata.${field}` : field;
}

function kindOf(message: string): RefusalKind {
  if (message.includes(': Required value')) return 'required';
  return message.includes(': Duplicate value') ? 'duplicate' : 'other';
}

/** Lists in which server-side apply finds a key twice, without the indices and keys of their paths. */
export function repeatedIn({ message }: Answer): readonly string[] {
  const text = message.replace(/^failed to create typed patch object \([^)]*\): /, '');
  return [...new Set([...text.matchAll(REPEATED)].map(([, path = '']) => bare(path.slice(1))))].sort();
}

/** A path without the indices and keys of its lists and maps. */
export function bare(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '');
}

/** Whether a server's answer names the same fields as the verdict of its code alone. */
export function sameFields(refusals: readonly Refusal[], fields: readonly string[]): boolean {
  const theirs = [...new Set(refusals.map(({ field }) => field ?? ''))].sort();
  // Where metadata does not decode, or names another namespace than the request, a server looks no further.
  if (refusals.some(({ kind }) => kind === 'type')) return fields[0] === 'metadata';
  if (refusals.some(({ message }) => message.includes(OTHER_NAMESPACE))) return fields.includes('metadata.namespace');
  return theirs.length === fields.length && theirs.every((field, at) => field === fields[at]);
}
