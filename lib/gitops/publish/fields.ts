import { parseAllDocuments } from 'yaml';
import { compare } from '../../manifest/index.js';
import { changedFields } from '../field-changes.js';

export { changedFields, type FieldChange } from '../field-changes.js';

/** Fields that differ between two texts of YAML; the word `text` where one of them is none. */
export function changedTextFields(before: string, after: string): readonly string[] {
  const [one, other] = [documentsOf(before), documentsOf(after)];
  if (one === undefined || other === undefined) return ['text'];
  const count = Math.max(one.length, other.length);
  const found = Array.from({ length: count }, (_, at) =>
    changedFields(one[at], other[at]).map(({ field }) => (count === 1 ? field : `[${String(at)}]${field}`)),
  ).flat();
  return found.length === 0 ? ['comments or formatting'] : [...new Set(found)].sort(compare);
}

function documentsOf(text: string): readonly unknown[] | undefined {
  const documents = parseAllDocuments(text, { version: '1.1' });
  if (!Array.isArray(documents)) return [];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((document) => {
    const value: unknown = document.toJS();
    return value;
  });
}
