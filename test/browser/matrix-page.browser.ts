import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { platformOf } from '../../bench/access/platform.js';
import { access, matrixHtml } from '../../lib/access/index.js';
import { namespace, policy, setOf, workload } from '../access/manifests.js';
import { Chromium, type Page } from './chromium.js';

/** Where screenshots go, for somebody to look at. @default - nowhere */
const SCREENSHOTS = process.env['SCREENSHOTS'];
const REFERENCE = join(__dirname, '../../docs/examples/metal-prod/matrix.html');

const TENANT = (name: string): string => namespace(name, `{istio-injection: enabled, tenant-mesh.io/tenant: ${name}}`);
/** Two tenants of which one reaches the other. */
const CROSSED = setOf(
  TENANT('shop'),
  TENANT('bank'),
  workload('a-workload-with-quite-a-long-name-that-somebody-thought-of', 'shop'),
  workload('teller', 'bank'),
  policy('deny', 'shop', '{}'),
);

const folder = mkdtempSync(join(tmpdir(), 'matrix-page-'));
let chromium: Chromium;

beforeAll(() => {
  chromium = Chromium.start();
});
afterAll(async () => {
  await chromium.stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  const complaints = chromium.complaints.splice(0);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
});

function written(name: string, html: string): string {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html);
  return file;
}

async function opened(file: string, fragment = ''): Promise<Page> {
  const page = await chromium.open(`${pathToFileURL(file).href}${fragment}`);
  await page.show(1440, 900);
  return page;
}

async function look(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  writeFileSync(join(SCREENSHOTS, `${name}.png`), await page.screenshot());
}

/** Titles of the sections that are shown. */
const SHOWN = `[...document.querySelectorAll('section')].filter((each) => !each.hidden).map((each) => each.querySelector('h2').textContent)`;
const CHOOSE = (tenant: string): string =>
  `{ const picker = document.getElementById('tenant'); picker.value = ${JSON.stringify(tenant)}; picker.dispatchEvent(new Event('change')); }`;
const TRAIL = `document.getElementById('trail').innerText`;
/** Middle of the line of the first call whose label holds a text. */
const LINE = (text: string): string => `{
  const call = [...document.querySelectorAll('[data-call]')].find((each) => each.querySelector('title').textContent.includes(${JSON.stringify(text)}));
  call.scrollIntoView({ block: 'center' });
  const path = call.querySelector('.grip');
  const point = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
  ({ x: point.x, y: point.y });
}`;

/** What lies over something else, or sticks out of its box. */
const OVERLAPS = `[...document.querySelectorAll('section:not([hidden]) svg')].flatMap((svg) => {
  const boxes = [...svg.querySelectorAll('.box')].map((box) => ({ box, frame: box.querySelector('rect').getBBox() }));
  const outside = boxes.flatMap(({ box, frame }) => [...box.querySelectorAll('text')].filter((text) => {
    const { x, y, width, height } = text.getBBox();
    return x < frame.x || x + width > frame.x + frame.width || y < frame.y || y + height > frame.y + frame.height + 1;
  }).map((text) => text.textContent));
  const lying = boxes.flatMap((one, at) => boxes.slice(at + 1).filter((two) =>
    one.frame.x === two.frame.x && one.frame.y < two.frame.y + two.frame.height && two.frame.y < one.frame.y + one.frame.height,
  ).map(() => one.box.textContent));
  return [...outside, ...lying];
})`;
/** Texts that stand out too little against what is behind them, by the rule of WCAG AA. */
const FAINT = `{
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((part) => { const c = Number(part) / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const behind = (element) => { for (let each = element; each !== null; each = each.parentElement) { const color = getComputedStyle(each).backgroundColor; if (color !== 'rgba(0, 0, 0, 0)') return color; } return 'rgb(255, 255, 255)'; };
  const texts = [...document.querySelectorAll('h1, h2, p, li, li b, li span, td, th, summary, label, .key')].map((each) => [each, getComputedStyle(each).color, behind(each)]);
  const named = [...document.querySelectorAll('.box text, .box tspan')].map((each) => [each, getComputedStyle(each).fill, getComputedStyle(each.closest('.box').querySelector('rect')).fill]);
  [...texts, ...named].filter(([, color, back]) => contrast(color, back) < 4.5).map(([each, color, back]) => each.textContent.slice(0, 30) + ' ' + color + ' on ' + back);
}`;

describe('the page of the reference platform', () => {
  it('shows one tenant alone, and says so in its address', async () => {
    const page = await opened(REFERENCE);
    expect(await page.evaluate(SHOWN)).toEqual(['Platform', 'Tenant tenant-a', 'Tenant tenant-b']);
    await look(page, 'reference');
    await page.evaluate(CHOOSE('tenant-b'));
    expect(await page.evaluate(SHOWN)).toEqual(['Tenant tenant-b']);
    expect(await page.evaluate('location.hash')).toBe('#tenant-b');
    await page.evaluate(CHOOSE(''));
    expect(await page.evaluate('document.querySelectorAll("section:not([hidden])").length')).toBe(3);
    const linked = await opened(REFERENCE, '#tenant-a');
    expect(await linked.evaluate(SHOWN)).toEqual(['Tenant tenant-a']);
  });

  it('shows the trail of a call that is clicked, or chosen by keyboard', async () => {
    const page = await opened(REFERENCE);
    expect(await page.evaluate(TRAIL)).toContain('Choose a call to see what decides it.');
    const { x, y } = await page.evaluate<{ x: number; y: number }>(
      LINE('tenant-a/app-ui-primary may call tenant-a/rag-api'),
    );
    await page.click(x, y);
    const trail = await page.evaluate<string>(TRAIL);
    expect(trail).toContain('passes: an ALLOW rule of tenant-a/rag-api matches');
    expect(trail).toContain('AuthorizationPolicy tenant-a/');
    expect(trail).toContain('more that pass alike');
    expect(await page.evaluate(`document.querySelectorAll('.call.on').length`)).toBe(1);
    await look(page, 'trail');
    await page.show(1440, 900, 'dark');
    await look(page, 'trail-dark');
    await page.evaluate(`document.querySelector('[data-call]').focus()`);
    await page.press('Enter');
    expect(await page.evaluate(TRAIL)).not.toBe(trail);
  });

  it('keeps the trail in sight on a narrow screen', async () => {
    const page = await opened(REFERENCE);
    await page.show(420, 900);
    const { x, y } = await page.evaluate<{ x: number; y: number }>(LINE('tenant-b/app-ui-primary may call tenant-b/'));
    await page.click(x, y);
    const panel = await page.evaluate<{ top: number; bottom: number }>(
      `{ const { top, bottom } = document.getElementById('trail').getBoundingClientRect(); ({ top, bottom }); }`,
    );
    expect(await page.evaluate(TRAIL)).toContain('may call');
    expect(panel.top).toBeGreaterThan(0);
    expect(panel.bottom).toBeLessThanOrEqual(900);
    await look(page, 'trail-narrow');
  });

  it.each(['light', 'dark'] as const)('can be read on a %s screen, wide or narrow', async (theme) => {
    const page = await opened(REFERENCE);
    for (const width of [1440, 900, 420]) {
      await page.show(width, 900, theme);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await page.evaluate(OVERLAPS)).toEqual([]);
      expect(await page.evaluate(FAINT)).toEqual([]);
      await look(page, `reference-${theme}-${String(width)}`);
    }
  });
});

describe('the page of a platform whose tenants reach each other', () => {
  it('says so first, and marks the calls', async () => {
    const page = await opened(written('crossed', matrixHtml(access(CROSSED).matrix())));
    expect(await page.evaluate(`document.querySelector('header p').className`)).toBe('warn');
    expect(await page.evaluate(`document.querySelector('header p').textContent`)).toContain(
      'from one tenant to another',
    );
    expect(await page.evaluate(`document.querySelectorAll('.call.across').length`)).toBeGreaterThan(0);
    expect(await page.evaluate(OVERLAPS)).toEqual([]);
    expect(await page.evaluate(FAINT)).toEqual([]);
    await look(page, 'crossed');
  });
});

describe('the page of a thousand tenants', () => {
  const html = matrixHtml(access(platformOf(1000)).matrix());

  it('folds tenants that are alike, and still shows each by its name', async () => {
    expect(html.length).toBeLessThan(500_000);
    const page = await opened(written('thousand', html));
    expect(await page.evaluate(SHOWN)).toEqual(['Platform', 'Tenant tenant-0000']);
    expect(await page.evaluate('document.body.innerText')).toContain('for 999 more tenants like tenant-0000');
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(3000);
    await look(page, 'thousand');
    await page.evaluate(CHOOSE('tenant-0456'));
    expect(await page.evaluate(SHOWN)).toEqual(['Tenant tenant-0456']);
    const text = await page.evaluate<string>(`document.querySelector('section:not([hidden])').textContent`);
    expect(text).toContain('tenant-0456.example.com');
    expect(text).not.toContain('tenant-0000');
    const { x, y } = await page.evaluate<{ x: number; y: number }>(LINE('may call tenant-0456/worker'));
    await page.click(x, y);
    expect(await page.evaluate(TRAIL)).toContain('AuthorizationPolicy tenant-0456/worker, rule 0');
    expect(await page.evaluate(OVERLAPS)).toEqual([]);
    await look(page, 'thousand-one');
  });
});
