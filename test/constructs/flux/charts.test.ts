import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHARTS, chartInfo, type ChartKey } from '../../../constructs/flux/index.js';
import { chartVersion, charts } from '../../../lib/imports/schemas.js';
import { chartsPage } from '../../../scripts/docs/charts.js';

const KEYS = Object.keys(CHARTS) as ChartKey[];

describe('the table of charts', () => {
  it('is what the page says', () => {
    expect(readFileSync(join(__dirname, '../../../docs/charts.md'), 'utf8')).toBe(chartsPage());
  });

  it.each(KEYS)('trap 24: %s has a pinned version, a source and the page it was read from', (key) => {
    const { version, source, page } = chartInfo(key);
    expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
    expect(page).toMatch(/^https:\/\//);
    expect(source.url).toMatch(source.kind === 'oci' ? /^oci:\/\// : /^https:\/\//);
  });

  it.each(KEYS)('trap 24: %s is confirmed when its values were read at that version, and else listed', (key) => {
    const known = charts().includes(key);
    expect(chartInfo(key).confirmed).toBe(known && chartVersion(key) === chartInfo(key).version);
    expect(chartsPage().includes(`- \`${key}\``)).toBe(!chartInfo(key).confirmed);
  });
});
