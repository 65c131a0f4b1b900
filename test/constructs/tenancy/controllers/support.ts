import { App, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { type JsonObject, type KubeObject } from '../../../../lib/model/index.js';
import { provideCluster, Target } from '../../../../lib/targets/index.js';

/** A chart that stands for a cluster on a target. */
export function clusterChart(target: Target = Target.bareMetal(), name = 'metal-prod'): Chart {
  const chart = new Chart(new App(), 'cluster');
  provideCluster(chart, { name, target, trustDomain: 'mesh.example', clusterDomain: 'cluster.local' });
  return chart;
}

/** Objects of a chart. */
export function objects(chart: Construct): readonly KubeObject[] {
  return Testing.synth(Chart.of(chart)) as KubeObject[];
}

/** Values of the HelmRelease of a chart. */
export function valuesOf(chart: Construct, name?: string): JsonObject {
  const release = objects(chart).find(
    ({ kind, metadata }) => kind === 'HelmRelease' && (name === undefined || metadata.name === name),
  );
  const spec = release?.['spec'] as JsonObject | undefined;
  return (spec?.['values'] ?? {}) as JsonObject;
}

export { refusal } from '../../../refusal.js';
