// Makes docs/charts.md from the one table of charts.
import { CHARTS, type ChartInfo } from '../../constructs/flux/charts.js';

const INTRODUCTION = `# Charts

Every HelmRelease names a key of this table. It is generated from \`constructs/flux/charts.ts\` by
\`npm run docs\`. Versions are pinned. A chart that is *confirmed* has values that were read from that very version, so
that wrong ones are refused; the page is where its source was read from. An unconfirmed one is to be looked at before the
first use: its values are held to the keys that its page lists, which may be of another version. Whether a version is published at its source is not checked here: Flux says so at the first reconciliation.
`;

/** Text of docs/charts.md. */
export function chartsPage(): string {
  const charts: readonly (readonly [string, ChartInfo])[] = Object.entries(CHARTS);
  const sorted = [...charts].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = sorted.map(
    ([key, { chart, version, source, page, confirmed }]) =>
      `| ${key} | ${chart} | ${version} | ${source.url} | ${confirmed ? 'yes' : '**no**'} | <${page}> |`,
  );
  const unconfirmed = sorted.filter(([, { confirmed }]) => !confirmed).map(([key]) => `- \`${key}\``);
  return [
    INTRODUCTION,
    '| key | chart | version | source | confirmed | page |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '## Unconfirmed',
    '',
    ...(unconfirmed.length === 0 ? ['None.'] : unconfirmed),
    '',
  ].join('\n');
}
