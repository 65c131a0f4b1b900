import { formatObject } from '../manifest/index.js';
import { placeText } from './found.js';
import type { Adopted, Adoption } from './adopt.js';
import type { AdoptedComparison } from './compare.js';
import type { Verdict } from './recognize/inventory.js';

/** The report for a person: a table in three parts, then what could not be read and what is asked for. */
export function formatAdoption(adoption: Adoption): string {
  const { reading, objects, choices, tenants, target } = adoption;
  const part = (kind: Verdict['kind'], title: string): readonly string[] => {
    const rows = objects.filter(({ verdict }) => verdict.kind === kind);
    return rows.length === 0 ? [] : [`\n${title} (${String(rows.length)})`, ...rows.flatMap(rowLines)];
  };
  const lines = [
    `Cluster ${reading.cluster} on ${target}: ${String(objects.length)} objects, tenants: ${tenants.join(', ') || 'none'}.`,
    ...part('in-the-way', 'In the way'),
    ...listed(
      'Not read',
      reading.unread.map((unread) => `${placeText(unread)}  ${unread.why}`),
    ),
    ...listed('Applied by no Kustomization of the cluster', reading.unreached),
    ...part('owned', 'Owned by the program'),
    ...part('left', 'Left as it is'),
    ...listed(
      'To be decided in choices.ts',
      choices.map(({ name, what, example }) => `${name}  ${what} Such as ${example}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** The comparison for a person. */
export function formatComparison({ equal, changed, gone, added, doubled }: AdoptedComparison): string {
  const lines = [
    `${String(equal)} objects are equal, ${String(changed.length)} change, ${String(gone.length)} go, ${String(added.length)} come.`,
    ...changed.flatMap(({ object, fields }) => [
      `change  ${object}`,
      ...fields.map(({ field, before, after }) => `        ${field}: ${valueText(before)} -> ${valueText(after)}`),
    ]),
    ...gone.map(({ object, file, line }) => `go      ${object}  ${file}:${String(line)}`),
    ...added.map((object) => `come    ${object}`),
    ...doubled.map((object) => `twice   ${object}: it stays in the repository, and the program writes it too`),
  ];
  return `${lines.join('\n')}\n`;
}

function rowLines({ found, verdict }: Adopted): readonly string[] {
  const head = `  ${formatObject(found.id)}  ${placeText(found)}`;
  const patched = found.patchedBy.length === 0 ? [] : [`      patched by ${found.patchedBy.join(', ')}`];
  switch (verdict.kind) {
    case 'owned':
      return [`${head}  ${verdict.by}`, ...patched, ...verdict.notes.map((note) => `      ${note}`)];
    case 'left':
      return [`${head}  ${verdict.why}`, ...patched];
    case 'in-the-way':
      return [`${head}  ${verdict.why}`, ...patched, `      ${verdict.remedy}`];
  }
}

function listed(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`\n${title} (${String(items.length)})`, ...items.map((item) => `  ${item}`)];
}

function valueText(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
