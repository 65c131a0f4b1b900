import { escapeText } from './escape.js';
import { layoutOf, SIZE, type Box, type Line } from './layout.js';
import type { MatrixRow } from './matrix.js';

/** Letters of a name before it is cut short. */
const LETTERS = 56;

/** Colours and strokes of pictures, for light and dark screens alike. */
export const PICTURE_STYLE = `:root{--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;--box:#f6f8fa;--own:#ddf4ff;--pass:#1a7f37;--open:#9a6700;--bad:#cf222e}
@media (prefers-color-scheme:dark){:root{--ink:#f0f6fc;--soft:#9198a1;--line:#3d444d;--paper:#0d1117;--box:#151b23;--own:#0c2d4d;--pass:#3fb950;--open:#d29922;--bad:#f85149}}
.picture{font:13px system-ui,sans-serif;fill:var(--ink)}.head{fill:var(--soft)}
.box rect{fill:var(--box);stroke:var(--line)}.box.own rect{fill:var(--own)}.box.outside rect{stroke-dasharray:4 3}.box .soft{fill:var(--soft)}
.call path{fill:none;stroke:var(--pass);stroke-width:1.6}.call.open path{stroke:var(--open);stroke-dasharray:6 4}.call.across path{stroke:var(--bad);stroke-width:2.6}
.call .tip{fill:var(--pass)}.call.open .tip{fill:var(--open)}.call.across .tip{fill:var(--bad)}
.call.call path.grip{stroke:transparent;stroke-width:13;stroke-dasharray:none}`;

/** What a picture is about, and how it numbers its lines. */
export interface PictureOptions {
  /** Whether a workload belongs to the tenant that the picture is about. */
  readonly isOwn: (name: string) => boolean;
  /** Number of the first line. */
  readonly first: number;
  /** Whether lines can be chosen. */
  readonly choosable: boolean;
}

/** Rows as a picture without its frame, and how high it is. */
export function picture(rows: readonly MatrixRow[], options: PictureOptions): { svg: string; height: number } {
  const { left, right, lines, height } = layoutOf(rows);
  const parts = [
    heading('Callers', 0),
    heading('Whom they may call, and on which port', SIZE.width - SIZE.box),
    ...lines.map((line, at) => call(line, options.first + at, options.choosable)),
    ...left.map((each) => box(each, 0, options.isOwn)),
    ...right.map((each) => box(each, SIZE.width - SIZE.box, options.isOwn)),
  ];
  return { svg: parts.join('\n'), height };
}

function heading(text: string, x: number): string {
  return `<text class="head" x="${String(x)}" y="${String(SIZE.head - 10)}">${text}</text>`;
}

function call({ row, start, end }: Line, at: number, choosable: boolean): string {
  const [from, to] = [SIZE.box, SIZE.width - SIZE.box - 8];
  const middle = (from + to) / 2;
  const way = `M${String(from)} ${String(start)}C${String(middle)} ${String(start)} ${String(middle)} ${String(end)} ${String(to)} ${String(end)}`;
  const kind = row.across ? ' across' : row.outcome === 'depends' ? ' open' : '';
  const button = choosable ? ` data-call="${String(at)}" tabindex="0" role="button"` : '';
  const title = escapeText(callText(row));
  const tip = `<path class="tip" style="stroke:none" d="M${String(to + 8)} ${String(end)}l-9 -4.5v9z"/>`;
  return `<g class="call${kind}"${button}><title>${title}</title><path class="grip" d="${way}"/><path d="${way}"/>${tip}</g>`;
}

/** A row as a sentence. */
export function callText({ from, to, ports, outcome, across, needs }: MatrixRow): string {
  const may = outcome === 'allow' ? 'may call' : 'may call, if more than the manifests allows it,';
  const where = `${to.join(', ')} on port ${ports.join(', ')}`;
  const request = needs === 'any' ? '' : `, with ${needs}`;
  return `${across ? 'Across tenants: ' : ''}${from.join(', ')} ${may} ${where}${request}`;
}

function box({ names, ports, y, height }: Box, x: number, isOwn: PictureOptions['isOwn']): string {
  const kind = names.every(isOwn) ? ' own' : names.includes('outside') ? ' outside' : '';
  const lines = shown(names).map(
    (name, at) =>
      `<text x="${String(x + 10)}" y="${String(y + SIZE.padding + SIZE.line * (at + 1) - 4)}">${nameText(name)}</text>`,
  );
  const last = y + SIZE.padding + SIZE.line * (lines.length + 1) - 4;
  const door =
    ports.length === 0
      ? ''
      : `<text class="soft" x="${String(x + 10)}" y="${String(last)}">port ${ports.join(', ')}</text>`;
  const rect = `<rect x="${String(x + 0.5)}" y="${String(y + 0.5)}" width="${String(SIZE.box - 1)}" height="${String(height - 1)}" rx="6"/>`;
  const isCut = names.length > SIZE.names + 1 || names.some((name) => name.length > LETTERS);
  const title = isCut ? `<title>${escapeText(names.join('\n'))}</title>` : '';
  return `<g class="box${kind}">${title}${rect}${lines.join('')}${door}</g>`;
}

function shown(names: readonly string[]): readonly string[] {
  if (names.length <= SIZE.names + 1) return names;
  return [...names.slice(0, SIZE.names), `and ${String(names.length - SIZE.names)} more`];
}

/** The namespace of a name stands back behind the name itself. */
function nameText(name: string): string {
  const cut = name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
  const slash = cut.indexOf('/');
  if (slash < 0) return escapeText(cut);
  return `<tspan class="soft">${escapeText(cut.slice(0, slash + 1))}</tspan>${escapeText(cut.slice(slash + 1))}`;
}
