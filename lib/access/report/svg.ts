import type { Matrix, MatrixEdge } from './matrix.js';

const [WIDTH, ROW, TOP] = [960, 26, 40] as const;

/** A matrix as a picture: callers on the left, callees on the right, grouped by tenant. */
export function matrixSvg({ cluster, edges }: Matrix): string {
  const left = places(edges.map(({ from, fromTenant }) => ({ name: from, tenant: fromTenant })));
  const right = places(edges.map(({ to, toTenant }) => ({ name: to, tenant: toTenant })));
  const height = TOP + ROW * (Math.max(left.size, right.size) + 1);
  const lines = edges.map((edge, at) => line(edge, at, left, right));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" font-family="sans-serif" font-size="12" role="img">
<title>Who may call whom in ${escapeText(cluster)}</title>
${lines.join('\n')}
${names(left, 300, 'end')}
${names(right, 660, 'start')}
</svg>
`;
}

type Places = ReadonlyMap<string, { readonly y: number; readonly tenant: string }>;

function places(ends: readonly { readonly name: string; readonly tenant: string }[]): Places {
  const unique = new Map(ends.map(({ name, tenant }) => [name, tenant]));
  const sorted = [...unique].sort(([a, one], [b, two]) => (`${one}\0${a}` < `${two}\0${b}` ? -1 : 1));
  return new Map(sorted.map(([name, tenant], at) => [name, { y: TOP + ROW * at, tenant }]));
}

function line(
  { from, to, port, outcome, fromTenant, toTenant }: MatrixEdge,
  at: number,
  left: Places,
  right: Places,
): string {
  const [start, end] = [left.get(from)?.y ?? 0, right.get(to)?.y ?? 0];
  const across = fromTenant !== toTenant && fromTenant !== '' && toTenant !== '';
  const color = across ? '#b3261e' : outcome === 'depends' ? '#9a6700' : '#1a7f37';
  const dash = outcome === 'depends' ? ' stroke-dasharray="5 3"' : '';
  const tenants = escapeText([fromTenant, toTenant].join(' '));
  return `<path class="edge" data-edge="${String(at)}" data-tenants="${tenants}" d="M308 ${String(start - 4)} C480 ${String(start - 4)} 480 ${String(end - 4)} 652 ${String(end - 4)}" fill="none" stroke="${color}" stroke-width="1.5"${dash}><title>${escapeText(`${from} -> ${to}:${String(port)}`)}</title></path>`;
}

function names(list: Places, x: number, anchor: string): string {
  return [...list]
    .map(
      ([name, { y, tenant }]) =>
        `<text class="node" data-tenants="${escapeText(tenant)}" x="${String(x)}" y="${String(y)}" text-anchor="${anchor}">${escapeText(name)}</text>`,
    )
    .join('\n');
}

/** A text inside markup. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
