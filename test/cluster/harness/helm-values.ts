import { spawnSync } from 'node:child_process';
import { CHARTS, type ChartInfo } from '../../../constructs/flux/charts.js';
import { chartSchema, chartValues, charts } from '../../../lib/imports/schemas.js';
import { isMap, listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, JsonValue, KubeObject } from '../../../lib/model/index.js';
import { programFolder, programIn } from './programs.js';

/** What helm-controller would give a chart, and what Helm says to it. */
export interface ReleaseVerdict {
  readonly name: string;
  /** Values as they are composed; without them there is an `error`. */
  readonly values?: JsonObject;
  /** Why no values could be composed. */
  readonly error?: string;
  /** What the schema of the chart objects to. */
  readonly refused?: string;
}

/** Key, in the table of charts, of the chart that a release installs, where its defaults are known. */
export function knownChart(release: KubeObject, sources: readonly KubeObject[]): string | undefined {
  const { chart, version } = wantedChart(release, sources);
  const table: readonly (readonly [string, ChartInfo])[] = Object.entries(CHARTS);
  const found = table.find(([, info]) => info.chart === chart && info.version === version);
  return found !== undefined && charts().includes(found[0]) ? found[0] : undefined;
}

/** Name and version of a chart: a release names them itself, or an OCI artifact that is the chart. */
function wantedChart(release: KubeObject, sources: readonly KubeObject[]): JsonObject {
  const reference = mapAt(release['spec'], 'chartRef');
  const source = mapAt(sources.find(({ metadata }) => metadata.name === reference['name'])?.['spec']);
  const url = textOf(source['url']);
  if (url === undefined) return mapAt(release['spec'], 'chart', 'spec');
  return { chart: url.slice(url.lastIndexOf('/') + 1), version: mapAt(source, 'ref')['tag'] };
}

/** Has the program `helm-values` compose and judge the values of releases; `held` are the objects they refer to. */
export function judgeReleases(
  releases: readonly KubeObject[],
  sources: readonly KubeObject[],
  held: readonly KubeObject[],
): readonly ReleaseVerdict[] {
  const file = programIn(
    programFolder(() => undefined),
    'helm-values',
  );
  const input = JSON.stringify({
    releases: releases.map((release) => question(release, sources)),
    configMaps: held.filter(({ kind }) => kind === 'ConfigMap'),
    secrets: held.filter(({ kind }) => kind === 'Secret'),
  });
  const { status, stdout, stderr } = spawnSync(file, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`helm-values failed: ${stderr}`);
  return JSON.parse(stdout) as readonly ReleaseVerdict[];
}

function question(release: KubeObject, sources: readonly KubeObject[]): JsonObject {
  const spec = mapAt(release['spec']);
  const chart = knownChart(release, sources);
  const known = chart === undefined ? {} : { defaults: chartValues(chart), schema: chartSchema(chart) };
  return {
    name: textOf(release.metadata.name) ?? '',
    namespace: textOf(release.metadata.namespace) ?? '',
    values: mapAt(spec['values']),
    valuesFrom: listOf(spec['valuesFrom']),
    ...known,
  };
}

/**
 * Paths of values that the defaults of a chart do not name. A map that is empty there takes any key, and what stands in
 * for a missing value is not looked into.
 */
export function unnamedValues(values: JsonObject, defaults: JsonObject, path = ''): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const at = `${path}${key}`;
    if (!(key in defaults)) return [at];
    const named = defaults[key];
    return isMap(value) && filled(named) ? unnamedValues(value, named, `${at}.`) : [];
  });
}

function filled(value: JsonValue | undefined): value is JsonObject {
  return isMap(value) && Object.keys(value).length > 0;
}
