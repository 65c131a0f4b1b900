import { App, Chart, type AppProps } from 'cdk8s';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { documentsText, type Check, type ManifestSet } from '../manifest/index.js';
import { FileMap, checkClusters, writeTree } from '../gitops/writer.js';
import { chartDocuments, chartFiles, chartFolders, type ChartContext } from './charts.js';
import { DEFAULT_CHECKS } from './checks.js';
import { Cluster } from './cluster.js';
import { gitopsOptions, manifestSet } from './manifests.js';
import { Output, type WriteReport } from './output.js';
import { refusalOf } from './refusal.js';
import { refuseErrors } from './refuse-errors.js';
import { reportSummary, summaryOf } from './summary.js';
import { resolveDependencies } from './tree/dependencies.js';
import { Orderer } from './tree/order.js';
import { serializeOptions } from './tree/serialize.js';
import { readTree, type Tree, type TreeNode } from './tree/tree.js';
import { validateTree } from './tree/validate.js';

/** Props of an app: those of cdk8s, and the checks it runs. */
export interface MeshAppProps extends AppProps {
  /**
   * Checks over each cluster's objects, beside those that always run.
   * @default - none
   */
  readonly checks?: readonly Check[];
}

interface Prepared {
  readonly tree: Tree;
  readonly context: ChartContext;
  readonly clusters: readonly TreeNode[];
  readonly charts: readonly TreeNode[];
}

/**
 * A cdk8s App whose synth is one linear pass: validate, resolve, check, write.
 *
 * Charts are written as cdk8s writes them, byte for byte; each {@link Cluster} becomes a Flux repository tree.
 * Nothing is written when a check finds an error, and files that would not change are not touched.
 */
export class MeshApp extends App {
  /**
   * Runs a program: makes an app, lets `build` fill it, and synthesizes it.
   *
   * A refusal is printed on stderr as its message alone, without a stack trace, and sets exit code 1; nothing is written
   * then. Any other error is thrown on.
   *
   * @param build - adds clusters and charts to the app
   * @param props - props of the app
   */
  static run(build: (app: MeshApp) => void, props?: MeshAppProps): void {
    try {
      const app = new MeshApp(props);
      build(app);
      app.synth();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      process.stderr.write(`${refusal.message}\n`);
      process.exitCode = 1;
    }
  }

  /** Checks that every synth runs over each cluster's objects, in this order. */
  readonly checks: readonly Check[];
  private report: WriteReport | undefined;

  constructor(props: MeshAppProps = {}) {
    super(props);
    this.checks = [...DEFAULT_CHECKS, ...(props.checks ?? [])];
  }

  /** Charts of the app, those that others depend on first. */
  override get charts(): Chart[] {
    const tree = readTree(this);
    const dependents = resolveDependencies(tree);
    return chartsOf(new Orderer(tree).charts(dependents.size > 0));
  }

  /** What the last synth wrote; nothing before the first one. */
  get lastReport(): WriteReport | undefined {
    return this.report;
  }

  /** The objects of every cluster as data, without checks; nothing is written. */
  manifests(): readonly ManifestSet[] {
    const { tree, clusters, context } = this.prepare();
    return clusters.map((node) => manifestSet(tree, node, context.options));
  }

  /** Writes every chart and every cluster's tree to the output directory. */
  override synth(): void {
    const start = performance.now();
    const { tree, clusters, charts, context } = this.prepare();
    const sets = clusters.map((node) => manifestSet(tree, node, context.options));
    const findings = sets.flatMap((set) => this.checks.flatMap((check) => check(set)));
    refuseErrors(findings);
    checkClusters(treesOf(sets, clusters));
    const files = new FileMap();
    sets.forEach((set, at) => {
      const cluster = clusters[at]?.construct;
      if (Cluster.isCluster(cluster)) writeTree(set, gitopsOptions(cluster), files);
    });
    const output = new Output(this.outdir);
    for (const [path, text] of files.entries()) output.write(path, text);
    for (const [path, text] of chartFiles(charts, context)) output.write(path, text);
    if (sets.length > 0) output.removeStale();
    this.report = output.report();
    for (const folder of chartFolders(charts, context)) mkdirSync(join(this.outdir, folder), { recursive: true });
    this.writeMetadata(charts, context);
    reportSummary(
      summaryOf(withFacts(sets, clusters), findings, { ...this.report, charts: charts.length, seconds: since(start) }),
    );
  }

  /** Every object of the app as one YAML text. */
  override synthYaml(): string {
    const { tree, clusters, charts, context } = this.prepare();
    const plain = charts.flatMap((chart) => chartDocuments(chart, context));
    const sets = clusters.map((node) => manifestSet(tree, node, context.options));
    const written = sets.flatMap((set) => set.all({ layer: 'written' }).map((entry) => entry.object));
    return documentsText([...plain, ...written]);
  }

  private prepare(): Prepared {
    const tree = readTree(this);
    validateTree(tree);
    const dependents = resolveDependencies(tree);
    const orderer = new Orderer(tree);
    const clusters = tree.nodes.filter(({ construct }) => Cluster.isCluster(construct));
    const charts = orderer.charts(dependents.size > 0).filter((chart) => !isInside(chart, clusters));
    const dependent = charts.some((chart) => dependents.has(chart));
    const context = { app: this, orderer, options: serializeOptions(this), dependent };
    return { tree, context, clusters, charts };
  }

  /** The file that maps names to construct paths for cdk8s validation plugins. */
  private writeMetadata(charts: readonly TreeNode[], { orderer }: ChartContext): void {
    if (Reflect.get(this, 'recordConstructMetadata') !== true) return;
    const resources: Record<string, { path: string }> = {};
    for (const { apiObject, path } of charts.flatMap((chart) => orderer.objects(chart))) {
      if (apiObject !== undefined) resources[apiObject.name] = { path };
    }
    const text = JSON.stringify({ version: '1.0.0', resources });
    writeFileSync(join(this.outdir, 'construct-metadata.json'), text);
  }
}

function treesOf(sets: readonly ManifestSet[], clusters: readonly TreeNode[]) {
  return sets.map((set, at) => {
    const cluster = clusters[at]?.construct;
    return { set, url: Cluster.isCluster(cluster) ? cluster.repository.url : '' };
  });
}

function withFacts(sets: readonly ManifestSet[], clusters: readonly TreeNode[]) {
  return sets.map((set, at) => {
    const cluster = clusters[at]?.construct;
    return { set, facts: Cluster.isCluster(cluster) ? cluster.externalFacts : [] };
  });
}

function chartsOf(nodes: readonly TreeNode[]): Chart[] {
  return nodes.map(({ construct }) => construct).filter((construct) => Chart.isChart(construct));
}

function isInside(chart: TreeNode, clusters: readonly TreeNode[]): boolean {
  return clusters.some((cluster) => chart.index >= cluster.index && chart.index < cluster.end);
}

function since(start: number): number {
  return Math.round(performance.now() - start) / 1000;
}
