import type { ObjectId } from '../model/index.js';

/** An identity as a person reads it: `Service tenant-a/app-ui`. */
export function formatObject({ kind, namespace, name }: Omit<ObjectId, 'version' | 'group'>): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}
