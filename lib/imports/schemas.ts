import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from './json.js';
import type { GatewayChannel, KindInfo } from './kind-info.js';
import type { Crd, OpenApiDocument, Schema } from './schema.js';

export type { GatewayChannel, KindInfo } from './kind-info.js';
export type { Crd, CrdValidation, CrdVersion, OpenApiDocument, Schema } from './schema.js';

/** Which of several sets of kinds is meant. */
export interface KindOptions {
  /**
   * Channel of the Gateway API whose kinds are known.
   * @default 'standard'
   */
  readonly gatewayChannel?: GatewayChannel;
}

/** Folder of the data, which the build copies beside the compiled code. */
const DATA = join(__dirname, 'data');

const KUBERNETES_FILE = 'kubernetes/v1.35.json';
const OTHER_CHANNEL: Readonly<Record<GatewayChannel, string>> = {
  standard: 'gateway-api-experimental',
  experimental: 'gateway-api',
};

const files = new Map<string, unknown>();
const indexes = new Map<GatewayChannel, ReadonlyMap<string, KindInfo>>();

/** What is known of a kind, or nothing for a kind that the package does not carry or that is not served. */
export function kindInfo(apiVersion: string, kind: string, options: KindOptions = {}): KindInfo | undefined {
  return index(options).get(`${apiVersion}/${kind}`);
}

/** Every kind and served version, sorted by system, group, kind and version. */
export function kinds(options: KindOptions = {}): readonly KindInfo[] {
  return [...index(options).values()];
}

/** The schema of a kind that has a CustomResourceDefinition. */
export function crdSchema(info: KindInfo): Schema {
  const version = crd(info).spec.versions.find(({ name }) => name === info.version);
  if (!version) throw new Error(`${info.plural}.${info.group} has no version ${info.version}.`);
  return version.schema.openAPIV3Schema;
}

/** The CustomResourceDefinition of a kind. */
export function crd(info: KindInfo): Crd {
  if (info.origin === 'builtin') {
    throw new Error(`${info.kind} is built into Kubernetes and has no CustomResourceDefinition; use builtinSchemas().`);
  }
  return read(`crds/${info.system}/${info.plural}.${info.group}.json`) as Crd;
}

/** The schemas of the kinds that are built into Kubernetes. */
export function builtinSchemas(): OpenApiDocument {
  return read(KUBERNETES_FILE) as OpenApiDocument;
}

/** The default values of a chart. */
export function chartValues(chart: string): JsonObject {
  chartEntry(chart);
  return read(`helm/${chart}.values.json`) as JsonObject;
}

/** The schema of the values of a chart, or nothing where the chart has none. */
export function chartSchema(chart: string): JsonObject | undefined {
  return chartEntry(chart).schema ? (read(`helm/${chart}.schema.json`) as JsonObject) : undefined;
}

/** The version of a chart whose values are known. */
export function chartVersion(chart: string): string {
  return chartEntry(chart).version;
}

/** Names of the charts whose values are known. */
export function charts(): readonly string[] {
  return chartIndex().map(({ chart }) => chart);
}

interface ChartEntry {
  readonly chart: string;
  readonly version: string;
  readonly schema?: boolean;
}

function chartIndex(): readonly ChartEntry[] {
  return read('helm/index.json') as readonly ChartEntry[];
}

function chartEntry(chart: string): ChartEntry {
  const entry = chartIndex().find((candidate) => candidate.chart === chart);
  if (!entry) throw new Error(`The chart '${chart}' is not known; use one of ${charts().join(', ')}.`);
  return entry;
}

function index({ gatewayChannel = 'standard' }: KindOptions): ReadonlyMap<string, KindInfo> {
  const known = indexes.get(gatewayChannel);
  if (known) return known;
  const rows = read('kinds.json') as readonly KindInfo[];
  const own = rows.filter(({ system }) => system !== OTHER_CHANNEL[gatewayChannel]);
  const made = new Map(own.map((info) => [kindKey(info), info]));
  indexes.set(gatewayChannel, made);
  return made;
}

function kindKey({ group, version, kind }: KindInfo): string {
  return group === '' ? `${version}/${kind}` : `${group}/${version}/${kind}`;
}

/** Reads a data file once; the files are large, so that none is read before it is needed. */
function read(path: string): unknown {
  if (!files.has(path)) files.set(path, JSON.parse(readFileSync(join(DATA, path), 'utf8')));
  return files.get(path);
}
