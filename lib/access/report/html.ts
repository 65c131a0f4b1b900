import { originText } from '../../manifest/index.js';
import type { Step } from '../path/answer.js';
import { edgeName } from './edges.js';
import { escapeText } from './escape.js';
import { SIZE } from './layout.js';
import { summary } from './markdown.js';
import type { Matrix, MatrixEdge, MatrixRow } from './matrix.js';
import { isAcross } from './matrix.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';
import { picture, PICTURE_STYLE, type PictureOptions } from './picture.js';
import { alikeText, ownTest, sectionsOf, sectionTitle, type Section } from './sections.js';

/** A matrix as one page that needs nothing else: a picture and a table for each tenant, and the trail of each call. */
export function matrixHtml(matrix: Matrix): string {
  const sections = sectionsOf(matrix);
  const edges = new Map(matrix.edges.map((edge) => [edgeName(edge), edge]));
  const trails = sections.flatMap(({ rows }) => rows.map((row) => trailOf(row, edges)));
  const data = JSON.stringify(trails).replaceAll('<', '\\u003c');
  const title = escapeText(`Who may call whom in ${matrix.cluster}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${PICTURE_STYLE}
${PAGE_STYLE}</style></head>
<body><header><h1>${title}</h1>${head(matrix)}</header>
<main><div>${sectionList(matrix, sections)}${notes(matrix)}</div><aside id="trail" aria-live="polite"></aside></main>
<script type="application/json" id="trails">${data}</script>
<script>${PAGE_SCRIPT}</script></body></html>
`;
}

function head(matrix: Matrix): string {
  const options = matrix.tenants.map((tenant) => `<option>${escapeText(tenant)}</option>`).join('');
  const text = escapeText(summary(matrix).replaceAll('**', ''));
  return `<p${matrix.edges.some(isAcross) ? ' class="warn"' : ''}>${text}</p>
<div class="bar"><label>Tenant <select id="tenant"><option value="">all</option>${options}</select></label>
${key('', 'passes')}${key(' open', 'depends on more than the manifests')}${key(' across', 'from one tenant to another')}</div>`;
}

function key(kind: string, text: string): string {
  const line = `<svg class="picture" viewBox="0 0 34 10" aria-hidden="true"><g class="call${kind}"><path d="M0 5H27"/><path class="tip" style="stroke:none" d="M34 5l-9 -4.5v9z"/></g></svg>`;
  return `<span class="key">${line}${text}</span>`;
}

function sectionList(matrix: Matrix, sections: readonly Section[]): string {
  let first = 0;
  return sections
    .map((section) => {
      const text = sectionHtml(section, { isOwn: ownTest(matrix, section), first, choosable: true });
      first += section.rows.length;
      return text;
    })
    .join('\n');
}

function sectionHtml(section: Section, options: PictureOptions): string {
  const { tenant, alike, rows } = section;
  const { svg, height } = picture(rows, options);
  const stands = escapeText(JSON.stringify(tenant === '' ? [] : [tenant, ...alike]));
  const note = alikeText(section);
  return `<section data-name="${escapeText(tenant)}" data-tenants="${stands}"><h2>${escapeText(sectionTitle(section))}</h2>
${note === undefined ? '' : `<p class="alike soft">${escapeText(note)}</p>`}
<div class="scroll picture-frame"><svg class="picture" viewBox="0 0 ${String(SIZE.width)} ${String(height + 1)}" role="group" aria-label="${escapeText(sectionTitle(section))}: callers on the left, callees on the right">
${svg}</svg></div>
<details><summary>As a table</summary><div class="scroll">${table(rows)}</div></details></section>`;
}

function table(rows: readonly MatrixRow[]): string {
  const lines = rows.map(({ from, to, ports, outcome, across, needs }) => {
    const passes = `${outcome === 'allow' ? 'yes' : 'depends'}${across ? ', across tenants' : ''}`;
    const cells = [from.join(', '), to.join(', '), ports.join(', '), passes, needs];
    return `<tr>${cells.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>`;
  });
  const names = ['caller', 'callee', 'ports', 'passes', 'request'];
  const titles = names.map((name) => `<th scope="col">${name}</th>`).join('');
  return `<table><thead><tr>${titles}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** What the page shows of a row that is chosen: the trail of its first call. */
function trailOf(row: MatrixRow, edges: ReadonlyMap<string, MatrixEdge>) {
  const [from = '', to = '', port = 0] = [row.from[0], row.to[0], row.ports[0]];
  const calls = row.from.length * row.to.length * row.ports.length;
  const note =
    calls === 1
      ? ''
      : `This is the trail of ${from} to ${to}, port ${String(port)}; it stands for ${String(calls - 1)} more that pass alike.`;
  return { note, steps: (edges.get(edgeName({ from, to, port }))?.trail ?? []).map(shownStep) };
}

function shownStep({ outcome, text, object, rule, basis }: Step) {
  if (object === undefined) return { outcome, text, place: 'by default', basis };
  const { kind, namespace, name, origin } = object;
  const place = rule === undefined ? '' : `, rule ${String(rule)}`;
  const named = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  return { outcome, text, place: `${named}${place}, ${originText(origin)}`, basis };
}

function notes({ unknown, assumptions }: Matrix): string {
  const lines = [...unknown.map((text) => `Not decided: ${text}`), ...assumptions.map((text) => `Assumed: ${text}`)];
  if (lines.length === 0) return '';
  return `<h2>Notes</h2><ul>${lines.map((line) => `<li>${escapeText(line)}</li>`).join('')}</ul>`;
}
