import { type Construct } from 'constructs';
import {
  checkChartValues,
  HelmRelease,
  mergeValues,
  type ChartKey,
  type DriftIgnore,
  type ValuesFrom,
} from '../../flux/index.js';
import { MeshError, type JsonObject, type KubeObject } from '../../../lib/model/index.js';

/** Props that every controller has. */
export interface ControllerProps {
  /**
   * Values merged over those the construct sets, for what it has no prop for; lists are replaced as a whole.
   * @default - none
   */
  readonly values?: JsonObject;
  /**
   * Names of HelmReleases that must be Ready first.
   * @default - none
   */
  readonly dependsOn?: readonly string[];
}

/** What a controller is made of. */
export interface ControllerRelease {
  readonly name: string;
  readonly namespace: string;
  readonly chart: ChartKey;
  readonly values: () => JsonObject;
  readonly predict: () => readonly KubeObject[];
  readonly valuesFrom?: readonly ValuesFrom[];
  readonly crds?: 'CreateReplace' | 'Skip';
  readonly timeout?: string;
  readonly driftIgnore?: readonly DriftIgnore[];
}

/**
 * Makes the HelmRelease of a controller: its own values, what the caller overrides, and what the chart will make.
 *
 * The override is checked at once, so that it is refused in the constructor; the rest is rendered at synth.
 */
export function controllerRelease(scope: Construct, props: ControllerProps, release: ControllerRelease): HelmRelease {
  if (props.values !== undefined) checkChartValues(scope.node.path, release.chart, props.values);
  return new HelmRelease(scope, 'Resource', {
    name: release.name,
    targetNamespace: release.namespace,
    chart: release.chart,
    values: () => mergeValues(release.values(), props.values),
    predict: release.predict,
    ...(release.valuesFrom === undefined ? {} : { valuesFrom: release.valuesFrom }),
    ...(release.crds === undefined ? {} : { crds: release.crds }),
    ...(release.timeout === undefined ? {} : { timeout: release.timeout }),
    ...(release.driftIgnore === undefined ? {} : { driftIgnore: release.driftIgnore }),
    ...(props.dependsOn === undefined ? {} : { dependsOn: props.dependsOn }),
  });
}

/** Webhooks whose CA and failure policy their own controller writes; put back, they would refuse everything. */
export const PATCHED_WEBHOOKS: readonly DriftIgnore[] = (
  ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] as const
).map((kind) => ({ paths: ['/webhooks'], target: { kind } }));

/** Rules that the webhook of the Prometheus operator marks; a chart that came before the webhook has rules without. */
export const MARKED_RULES: DriftIgnore = {
  paths: ['/metadata/annotations/prometheus-operator-validated'],
  target: { kind: 'PrometheusRule' },
};

/** Pod settings that Pod Security `restricted` demands of a container. */
export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const satisfies JsonObject;

/** Refuses fewer than two replicas where an outage stops the mesh or every admission. */
export function checkReplicas(scope: Construct, replicas: number): number {
  if (Number.isInteger(replicas) && replicas >= 2) return replicas;
  throw new MeshError({
    code: 'TM1710',
    where: scope.node.path,
    field: 'replicas',
    what: 'one lost node would stop the controller and everything that waits for its webhook',
    value: replicas,
    remedy: 'Write a whole number of 2 or more.',
  });
}
