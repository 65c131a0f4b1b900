import type { Change } from './compare.js';

const SECTIONS: readonly { readonly title: string; readonly kinds: readonly Change['kind'][] }[] = [
  {
    title: 'Lost: code that uses these no longer compiles',
    kinds: ['kind-lost', 'version-lost', 'field-lost', 'value-lost'],
  },
  { title: 'Changed', kinds: ['type', 'field-required', 'storage'] },
  { title: 'Gained', kinds: ['kind-gained', 'version-gained', 'field-gained', 'value-gained'] },
];

/** The report as Markdown. */
export function markdown(changes: readonly Change[]): string {
  if (changes.length === 0) return '# Kinds and fields\n\nNothing changed.\n';
  const sections = SECTIONS.map(({ title, kinds }) =>
    section(
      title,
      changes.filter(({ kind }) => kinds.includes(kind)),
    ),
  );
  return ['# Kinds and fields\n', ...sections.filter((text) => text !== '')].join('\n');
}

function section(title: string, changes: readonly Change[]): string {
  if (changes.length === 0) return '';
  return `## ${title} (${String(changes.length)})\n\n${changes.map((change) => `- ${line(change)}\n`).join('')}`;
}

function line(change: Change): string {
  switch (change.kind) {
    case 'kind-lost':
    case 'kind-gained':
      return `kind ${change.what}`;
    case 'version-lost':
    case 'version-gained':
      return `version ${change.what}`;
    case 'storage':
      return `${change.what} is stored as ${change.after}, before as ${change.before}`;
    case 'field-lost':
    case 'field-gained':
      return `${change.what}: \`${change.field}\``;
    case 'field-required':
      return `${change.what}: \`${change.field}\` is now required`;
    case 'type':
      return `${change.what}: \`${change.field}\` takes ${change.after}, before ${change.before}`;
    case 'value-lost':
    case 'value-gained':
      return `${change.what}: \`${change.field}\`: ${change.value}`;
  }
}
