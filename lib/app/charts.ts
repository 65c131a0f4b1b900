import { Chart, Names, YamlOutputType, type App } from 'cdk8s';
import { MeshError, factsIn } from '../model/index.js';
import { UnsortedDocument, documentText, documentsText } from '../manifest/index.js';
import { documentOf, type SerializeOptions } from './tree/serialize.js';
import type { Orderer } from './tree/order.js';
import type { TreeNode } from './tree/tree.js';

/** A file of a plain chart. */
export type ChartFile = readonly [path: string, text: string];

/** What writing plain charts needs. */
export interface ChartContext {
  readonly app: App;
  readonly orderer: Orderer;
  readonly options: SerializeOptions;
  /** Whether any chart depends on another, so that file names carry an index. */
  readonly dependent: boolean;
}

/** Documents of a plain chart, in order; an overridden `toJson` of the chart is asked. */
export function chartDocuments(chart: TreeNode, context: ChartContext): readonly unknown[] {
  const { construct } = chart;
  if (Chart.isChart(construct) && construct.toJson !== Chart.prototype.toJson) {
    const documents: unknown = construct.toJson();
    return Object.values(Object(documents) as object);
  }
  return ownDocuments(chart, context);
}

function ownDocuments(chart: TreeNode, { orderer, options }: ChartContext): readonly unknown[] {
  return orderer
    .objects(chart)
    .flatMap(({ apiObject }) => (apiObject === undefined ? [] : [documentOf(apiObject, options)]));
}

/** Files of plain charts, with the names and texts that stock cdk8s gives them, made one at a time. */
export function* chartFiles(charts: readonly TreeNode[], context: ChartContext): Generator<ChartFile> {
  const files = new ChartFiles(context.app.outputFileExtension);
  const named = charts.map((chart, at) => ({ chart, name: chartName(chart, at, context.dependent) }));
  switch (context.app.yamlOutputType) {
    case YamlOutputType.FILE_PER_APP:
      if (charts.length === 0) return;
      yield files.make(
        'app',
        charts.flatMap((chart) => chartDocuments(chart, context)),
        'app',
      );
      return;
    case YamlOutputType.FILE_PER_CHART:
      for (const { chart, name } of named) yield files.make(name, chartDocuments(chart, context), chart.path);
      return;
    case YamlOutputType.FILE_PER_RESOURCE:
      for (const chart of charts) {
        for (const document of chartDocuments(chart, context)) {
          if (document !== undefined) yield files.make(resourceName(document), [document], chart.path);
        }
      }
      return;
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      for (const { chart, name } of named) {
        for (const document of ownDocuments(chart, context)) {
          yield files.make(`${name}/${resourceName(document)}`, [document], chart.path);
        }
      }
  }
}

/** Directories that stock makes even for charts without objects. */
export function chartFolders(charts: readonly TreeNode[], { app, dependent }: ChartContext): readonly string[] {
  if (app.yamlOutputType !== YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE) return [];
  return charts.map((chart, at) => chartName(chart, at, dependent));
}

function chartName(chart: TreeNode, at: number, dependent: boolean): string {
  const name = Names.toDnsLabel(chart.construct);
  return dependent ? `${String(at).padStart(4, '0')}-${name}` : name;
}

function resourceName(document: unknown): string {
  if (document instanceof UnsortedDocument) return resourceName(document.fields);
  const kind: unknown = Reflect.get(Object(document) as object, 'kind');
  const metadata: unknown = Reflect.get(Object(document) as object, 'metadata');
  const name: unknown = Reflect.get(Object(metadata) as object, 'name');
  return `${String(kind)}.${String(name)}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

class ChartFiles {
  private readonly owners = new Map<string, string>();

  constructor(private readonly extension: string) {}

  make(name: string, documents: readonly unknown[], owner: string): ChartFile {
    const path = name + this.extension;
    const before = this.owners.get(path);
    if (before !== undefined) throw claimedTwice(path, before, owner);
    this.owners.set(path, owner);
    const text = documentsText(documents);
    if (text.includes('%%fact:') || text.includes('Calling [toString] on an [Output<T>]')) refuse(documents, owner);
    return [path, text];
  }
}

/** A plain chart has no writer that knows facts or Outputs. */
function refuse(documents: readonly unknown[], where: string): void {
  for (const document of documents) {
    const text = documentText(document);
    const [fact] = factsIn(text);
    if (fact !== undefined) {
      throw new MeshError({
        code: 'TM2011',
        where,
        field: fact.name,
        what: `nobody resolves fact "${fact.name}" in ${resourceName(document)}, for the chart is in no Cluster`,
        remedy: 'Put the construct below a Cluster, or write the value itself.',
      });
    }
    if (!text.includes('Calling [toString] on an [Output<T>]')) continue;
    throw new MeshError({
      code: 'TM2013',
      where,
      what: `an Output was put into a template string of ${resourceName(document)}, so its value is lost`,
      remedy: 'Write the value itself, or use a fact below a Cluster.',
    });
  }
}

function claimedTwice(path: string, before: string, owner: string): MeshError {
  return new MeshError({
    code: 'TM2006',
    where: owner,
    what: `file "${path}" is also claimed by ${before === owner ? 'another object of the chart' : before}`,
    remedy: 'Use YamlOutputType.FILE_PER_CHART, or give one of the two another name.',
  });
}
