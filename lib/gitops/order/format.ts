import { formatFinding } from '../../manifest/index.js';
import type { Order } from './check-order.js';

/** The waves of a cluster for a person. */
export function formatOrder(cluster: string, { waves, needs, findings }: Order): string {
  const lines = waves.map((wave, at) => `  ${String(at + 1)}. ${wave.map(({ name }) => name).join(', ')}`);
  const end =
    findings.length === 0
      ? `  ${String(needs)} needs looked at: each is met before the object that has it is applied`
      : `  ${String(findings.length)} of ${String(needs)} needs are not met in time`;
  return `${[cluster, ...lines, end, ...findings.map((finding) => `  ${formatFinding(finding)}`)].join('\n')}\n`;
}

const BOX = { width: 220, height: 26, gapX: 60, gapY: 14, margin: 20, head: 30 } as const;

/** The waves of a cluster as a drawing: a column a wave, a line for each dependency. */
export function orderSvg(cluster: string, { waves }: Order): string {
  const places = new Map<string, { readonly x: number; readonly y: number }>();
  waves.forEach((wave, column) => {
    wave.forEach(({ name }, row) => {
      places.set(name, {
        x: BOX.margin + column * (BOX.width + BOX.gapX),
        y: BOX.margin + BOX.head + row * (BOX.height + BOX.gapY),
      });
    });
  });
  const rows = Math.max(0, ...waves.map((wave) => wave.length));
  const width = 2 * BOX.margin + waves.length * (BOX.width + BOX.gapX) - BOX.gapX;
  const height = 2 * BOX.margin + BOX.head + rows * (BOX.height + BOX.gapY);
  const steps = waves.flat();
  const lines = steps.flatMap(({ name, dependsOn }) =>
    dependsOn.flatMap((from) => {
      const [start, end] = [places.get(from), places.get(name)];
      return start === undefined || end === undefined ? [] : [line(start, end)];
    }),
  );
  const boxes = steps.map(({ name }) => box(name, places.get(name) ?? { x: 0, y: 0 }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(`Order of ${cluster}`)}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...waves.map(
      (_, at) =>
        `<text x="${String(BOX.margin + at * (BOX.width + BOX.gapX))}" y="${String(BOX.margin + 10)}">wave ${String(at + 1)}</text>`,
    ),
    ...lines,
    ...boxes,
    '</svg>',
    '',
  ].join('\n');
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function line(from: Point, to: Point): string {
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2];
  const bend = BOX.gapX / 2;
  return `<path d="M${String(x1)} ${String(y1)} C${String(x1 + bend)} ${String(y1)} ${String(x2 - bend)} ${String(y2)} ${String(x2)} ${String(y2)}" fill="none" stroke="#999"/>`;
}

function box(name: string, { x, y }: Point): string {
  const frame = `<rect x="${String(x)}" y="${String(y)}" width="${String(BOX.width)}" height="${String(BOX.height)}" rx="4" fill="#eef3fb" stroke="#4a6fa5"/>`;
  return `${frame}<text x="${String(x + 8)}" y="${String(y + 17)}">${escaped(name)}</text>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (found) => `&#${String(found.charCodeAt(0))};`);
}
