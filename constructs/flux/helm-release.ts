import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  HelmReleaseV2,
  HelmRepositoryV1,
  OCIRepositoryV1,
  type HelmReleaseV2Spec,
} from '../../lib/imports/flux/index.js';
import {
  dnsLabel,
  goDuration,
  MeshError,
  predictObjects,
  type JsonObject,
  type KubeObject,
} from '../../lib/model/index.js';
import { checkChartValues } from './chart-values.js';
import { chartInfo, type ChartInfo, type ChartKey } from './charts.js';
import { mergeValues } from './merge-values.js';
import { FLUX_NAMESPACE, SOURCE_INTERVAL } from './names.js';
import { checkValuesFrom, type ValuesFrom } from './values-from.js';

/** Objects of a release, by kind or by name. */
export interface DriftTarget {
  /**
   * Kind of the objects.
   * @default - every kind
   */
  readonly kind?: string;
  /**
   * Name of the object, as a regular expression.
   * @default - every name
   */
  readonly name?: string;
}

/** Fields that drift detection leaves alone, since another controller writes them. */
export interface DriftIgnore {
  /** JSON pointers, such as `/spec/replicas`. */
  readonly paths: readonly string[];
  /**
   * Objects concerned.
   * @default - every object of the release
   */
  readonly target?: DriftTarget;
}

/** Props of {@link HelmRelease}. */
export interface HelmReleaseProps {
  /**
   * Name of the HelmRelease, of its source and of the Helm release; unique in the cluster, 53 characters at most.
   * Release records of all releases stand in one namespace, so the name also keeps them apart.
   */
  readonly name: string;
  /** Namespace that the chart is installed into. */
  readonly targetNamespace: string;
  /** Key of the chart in the table of charts. */
  readonly chart: ChartKey;
  /**
   * Inline values, checked against the chart. A function is called at synth, for values that other constructs add to.
   * @default - the defaults of the chart
   */
  readonly values?: JsonObject | (() => JsonObject);
  /**
   * Inline values that are merged over `values` and not checked: for keys that a chart reads without listing them.
   * @default - none
   */
  readonly extraValues?: JsonObject;
  /**
   * Values read from ConfigMaps and Secrets of `flux-system`.
   * @default - none
   */
  readonly valuesFrom?: readonly ValuesFrom[];
  /**
   * Names of HelmReleases that must be Ready first.
   * @default - none
   */
  readonly dependsOn?: readonly string[];
  /**
   * How long an install, an upgrade or a wait may take.
   * @default '10m'
   */
  readonly timeout?: string;
  /**
   * What to do with the CRDs in the folder `crds` of the chart.
   * @default 'CreateReplace'
   */
  readonly crds?: 'CreateReplace' | 'Skip';
  /**
   * Objects the chart makes from these values, read by analyzer and access.
   * @default - nothing is known of them
   */
  readonly predict?: () => readonly KubeObject[];
  /**
   * Fields that drift detection leaves alone.
   * @default - none
   */
  readonly driftIgnore?: readonly DriftIgnore[];
}

/**
 * A chart of the table, installed by Flux: a HelmRelease and its source in `flux-system`, applied as `helm-controller`.
 *
 * @see https://fluxcd.io/flux/components/helm/helmreleases/
 */
export class HelmRelease extends Construct {
  /** Name of the release. */
  readonly name: string;
  /** Namespace the chart is installed into. */
  readonly targetNamespace: string;
  /** Key of the chart. */
  readonly chart: ChartKey;

  constructor(scope: Construct, id: string, props: HelmReleaseProps) {
    super(scope, id);
    const where = this.node.path;
    this.name = dnsLabel(props.name, { where, field: 'name' }, 53);
    this.targetNamespace = dnsLabel(props.targetNamespace, { where, field: 'targetNamespace' });
    this.chart = props.chart;
    const timeout = goDuration(props.timeout ?? '10m', { where, field: 'timeout' });
    const { values } = props;
    if (typeof values !== 'function') checkedValues(where, props, values);
    else this.node.addValidation({ validate: () => problemsOf(() => renderValues(where, props)) });
    const info = chartInfo(props.chart);
    makeSource(this, this.name, info);
    new HelmReleaseV2(this, 'Resource', {
      metadata: { name: this.name, namespace: FLUX_NAMESPACE },
      spec: {
        ...chartOf(this.name, info),
        ...releaseSpec(props, timeout),
        values: lateValues(where, props),
        valuesFrom: props.valuesFrom,
      },
    });
    if (props.predict !== undefined) predictObjects(this, props.predict);
  }
}

/** Late values are judged once the tree stands; a refusal then is a message of the construct's validation. */
function problemsOf(render: () => unknown): string[] {
  try {
    render();
    return [];
  } catch (error) {
    if (MeshError.is(error)) return [error.message];
    throw error;
  }
}

function lateValues(where: string, props: HelmReleaseProps): JsonObject | undefined {
  if (!hasValues(props)) return undefined;
  return Lazy.any({ produce: () => renderValues(where, props) }) as JsonObject;
}

function hasValues(props: HelmReleaseProps): boolean {
  return props.values !== undefined || props.extraValues !== undefined;
}

function renderValues(where: string, props: HelmReleaseProps): JsonObject {
  const values = typeof props.values === 'function' ? checkedValues(where, props, props.values()) : props.values;
  return mergeValues(values, props.extraValues);
}

function checkedValues(where: string, props: HelmReleaseProps, values: JsonObject = {}): JsonObject {
  checkChartValues(where, props.chart, values);
  checkValuesFrom(where, props.valuesFrom ?? [], mergeValues(values, props.extraValues));
  return values;
}

function makeSource(scope: Construct, name: string, { source, version }: ChartInfo): void {
  const metadata = { name, namespace: FLUX_NAMESPACE };
  switch (source.kind) {
    case 'oci':
      new OCIRepositoryV1(scope, 'Source', {
        metadata,
        spec: {
          interval: SOURCE_INTERVAL,
          url: source.url,
          ref: { tag: version },
          layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
        },
      });
      return;
    case 'repository':
      new HelmRepositoryV1(scope, 'Source', { metadata, spec: { interval: SOURCE_INTERVAL, url: source.url } });
  }
}

function chartOf(name: string, { chart, version, source }: ChartInfo): Pick<HelmReleaseV2Spec, 'chart' | 'chartRef'> {
  switch (source.kind) {
    case 'oci':
      return { chartRef: { kind: 'OCIRepository', name } };
    case 'repository':
      return {
        chart: {
          spec: { chart, version, interval: SOURCE_INTERVAL, sourceRef: { kind: 'HelmRepository', name } },
        },
      };
  }
}

function releaseSpec(props: HelmReleaseProps, timeout: string): HelmReleaseV2Spec {
  const crds = props.crds ?? 'CreateReplace';
  const strategy = { name: 'RetryOnFailure' as const };
  return {
    interval: '1h',
    timeout,
    serviceAccountName: 'helm-controller',
    releaseName: props.name,
    targetNamespace: props.targetNamespace,
    storageNamespace: FLUX_NAMESPACE,
    dependsOn: props.dependsOn?.map((name) => ({ name })),
    install: { crds, strategy },
    upgrade: { crds, strategy },
    driftDetection: { mode: 'enabled', ignore: props.driftIgnore },
  };
}
