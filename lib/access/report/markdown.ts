import type { Matrix, MatrixEdge, MatrixRow } from './matrix.js';
import { isAcross } from './matrix.js';
import { alikeText, counted, sectionsOf, sectionTitle, shortList, type Section } from './sections.js';

/** Names of one cell before they are cut short. */
const NAMES = 8;
/** Sections before a list of them stands at the top. */
const LISTED = 3;

/** A matrix as Markdown: what crosses tenants first, then one table a tenant. */
export function matrixMarkdown(matrix: Matrix): string {
  const { cluster, unknown, assumptions } = matrix;
  const sections = sectionsOf(matrix);
  const parts = sections.map(
    (section) => `## ${sectionTitle(section)}\n\n${paragraph(alikeText(section))}${tableOf(section.rows)}`,
  );
  const notes = [
    ...unknown.map((text) => `- Not decided: ${text}`),
    ...assumptions.map((text) => `- Assumed: ${text}`),
  ];
  const end = notes.length === 0 ? '' : `\n## Notes\n\n${notes.join('\n')}\n`;
  const head = `# Who may call whom in ${cluster}\n\n${summary(matrix)}\n\n${contents(sections)}`;
  return `${head}${parts.join('\n')}${end}`;
}

/** What a reader wants to know first. */
export function summary({ tenants, edges }: Pick<Matrix, 'tenants' | 'edges'>): string {
  const across = edges.filter(isAcross);
  const depends = edges.filter(({ outcome }) => outcome === 'depends').length;
  const crossing = across.length === 0 ? 'No call leads from one tenant to another.' : crossings(across);
  return [
    `${counted(edges.length, 'call')} ${edges.length === 1 ? 'gets' : 'get'} through, of ${counted(tenants.length, 'tenant')} and the platform; what no row names is refused.`,
    crossing,
    ...(depends === 0
      ? []
      : [`${counted(depends, 'call')} of these ${depends === 1 ? 'depends' : 'depend'} on more than the manifests.`]),
  ].join(' ');
}

function crossings(across: readonly MatrixEdge[]): string {
  const pairs = [...new Set(across.map(({ fromTenant, toTenant }) => `${fromTenant} to ${toTenant}`))];
  return `**${counted(across.length, 'call')} ${across.length === 1 ? 'leads' : 'lead'} from one tenant to another: ${shortList(pairs, NAMES)}.**`;
}

/** A table of the sections, where there are many. */
function contents(sections: readonly Section[]): string {
  const folded = sections.some(({ alike }) => alike.length > 0);
  if (!folded && sections.length <= LISTED + 20) return '';
  const rows = sections.map((section) => {
    const stands = section.tenant === '' ? '' : String(section.alike.length + 1);
    return `| ${sectionTitle(section)} | ${stands} | ${String(section.rows.length)} |`;
  });
  return `| section | tenants it stands for | rows |\n| --- | ---: | ---: |\n${rows.join('\n')}\n\n`;
}

function tableOf(rows: readonly MatrixRow[]): string {
  const lines = rows.map(({ from, to, ports, outcome, across, needs }) => {
    const passes = outcome === 'allow' ? 'yes' : 'depends';
    const cells = [names(from), names(to), ports.join(', '), across ? `**${passes}, across tenants**` : passes, needs];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  return `| caller | callee | ports | passes | request |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function names(list: readonly string[]): string {
  return shortList(list, NAMES);
}

/** A text inside of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function paragraph(text: string | undefined): string {
  return text === undefined ? '' : `${text}\n\n`;
}
