import type { Matrix, MatrixRow } from './matrix.js';

/** Tenants of equal shape that are shown in full before the rest are folded into one line. */
const SHOWN = 20;

/** A matrix as Markdown, one table a tenant; tenants whose tables differ in their name alone are folded. */
export function matrixMarkdown({ cluster, rows, unknown, assumptions, tenants }: Matrix): string {
  const shapes = new Map<string, { readonly first: string; readonly table: string; readonly names: string[] }>();
  for (const tenant of ['', ...tenants]) {
    const own = rows.filter((row) => row.tenant === tenant);
    if (own.length === 0) continue;
    const table = tableOf(own);
    const shape =
      tenants.length > SHOWN && tenant !== '' ? table.replaceAll(tenant, '<tenant>') : `${tenant}\n${table}`;
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, { first: tenant, table, names: [tenant] });
    else known.names.push(tenant);
  }
  const parts = [...shapes.values()].map(({ first, table, names }) => {
    const title = first === '' ? 'Outside and platform' : `Tenant ${first}`;
    const others =
      names.length === 1
        ? ''
        : `The same, but for the name, holds for ${String(names.length - 1)} more tenants: ${shortList(names.slice(1))}.\n\n`;
    return `## ${title}\n\n${others}${table}`;
  });
  const notes = [
    ...unknown.map((text) => `- not decided: ${text}`),
    ...assumptions.map((text) => `- assumed: ${text}`),
  ];
  const end = notes.length === 0 ? '' : `\n## Notes\n\n${notes.join('\n')}\n`;
  return `# Who may call whom in ${cluster}\n\nWhat no row names is refused. \`?\` marks what an external authorizer or a value known at run time decides.\n\n${parts.join('\n')}${end}`;
}

function tableOf(rows: readonly MatrixRow[]): string {
  const lines = rows.map(({ from, to, ports, outcome, needs }) => {
    const mark = outcome === 'depends' ? ' ?' : '';
    return `| ${from.join(', ')} | ${to} | ${ports.join(', ')}${mark} | ${needs.replaceAll('|', '\\|')} |`;
  });
  return `| from | to | ports | request |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function shortList(names: readonly string[]): string {
  return names.length <= 10
    ? names.join(', ')
    : `${names.slice(0, 10).join(', ')} and ${String(names.length - 10)} others`;
}
