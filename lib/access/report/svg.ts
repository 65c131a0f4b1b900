import { escapeText } from './escape.js';
import { SIZE } from './layout.js';
import { summary } from './markdown.js';
import type { Matrix } from './matrix.js';
import { picture, PICTURE_STYLE } from './picture.js';
import { alikeText, ownTest, sectionsOf, sectionTitle } from './sections.js';

const MARGIN = 20;
/** Room for the title of a section. */
const TITLE = 34;

/** A matrix as a picture: a part for each tenant, callers on the left and callees on the right. */
export function matrixSvg(matrix: Matrix): string {
  let y = MARGIN + TITLE;
  const parts = sectionsOf(matrix).map((section) => {
    const alike = section.alike.length === 0 ? '' : ` and ${String(section.alike.length)} more like it`;
    const note = alikeText(section);
    const { svg, height } = picture(section.rows, { isOwn: ownTest(matrix, section), first: 0, choosable: false });
    const title = `<text x="0" y="-12" font-size="16" font-weight="600">${escapeText(sectionTitle(section) + alike)}</text>`;
    const description = note === undefined ? '' : `<desc>${escapeText(note)}</desc>`;
    const part = `<g transform="translate(${String(MARGIN)} ${String(y + TITLE)})">${description}${title}\n${svg}</g>`;
    y += TITLE + height + MARGIN;
    return part;
  });
  const width = SIZE.width + 2 * MARGIN;
  const name = escapeText(`Who may call whom in ${matrix.cluster}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="${String(width)}" height="${String(y)}" viewBox="0 0 ${String(width)} ${String(y)}" role="img">
<title>${name}</title>
<desc>${escapeText(summary(matrix))}</desc>
<style>${PICTURE_STYLE}</style>
<rect width="100%" height="100%" style="fill:var(--paper)"/>
<text x="${String(MARGIN)}" y="${String(MARGIN + 14)}" font-size="20" font-weight="600">${name}</text>
${parts.join('\n')}
</svg>
`;
}
