import { JsonPatch, type ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { HorizontalPodAutoscalerV2, PodDisruptionBudgetV1, ServiceV1 } from '../../../lib/imports/kubernetes/index.js';
import { MeshError, formatBytes, formatCpu, quantityNumber, type JsonObject } from '../../../lib/model/index.js';
import type { ParsedResources } from '../../kubernetes/index.js';
import type { WorkloadPort } from '../contracts.js';
import type { ParsedContainer, ParsedScaling } from './parse.js';
import type { Scaling, ScalingMetric, WorkloadProxyProps } from './props.js';

/** What the objects of a workload have in common. */
export interface WorkloadMeta {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the objects. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that canary and primary share. */
  readonly podLabels: Readonly<Record<string, string>>;
}

const CONTAINERS = '/spec/template/spec/containers';

const metadataOf = ({ name, namespace, labels }: WorkloadMeta) => ({ name, namespace, labels: { ...labels } });

/** The Service of a workload. */
export function makeService(scope: Construct, meta: WorkloadMeta, ports: readonly WorkloadPort[]): void {
  new ServiceV1(scope, 'Service', {
    metadata: metadataOf(meta),
    spec: {
      type: 'ClusterIP',
      selector: meta.podLabels,
      ports: ports.map(({ name, port, targetPort, appProtocol }) => ({
        name,
        port,
        targetPort,
        appProtocol,
        protocol: 'TCP',
      })),
    },
  });
}

/**
 * The HorizontalPodAutoscaler of a workload. It measures containers, not pods: in the mean of a pod the idle proxy
 * would hide a busy container.
 */
export function makeAutoscaler(
  scope: Construct,
  meta: WorkloadMeta,
  bounds: { readonly min: number; readonly max: number },
  metrics: readonly ScalingMetric[],
): void {
  new HorizontalPodAutoscalerV2(scope, 'Autoscaler', {
    metadata: metadataOf(meta),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: meta.name },
      minReplicas: bounds.min,
      maxReplicas: bounds.max,
      metrics: metrics.map(({ container, resource, averageUtilization }) => ({
        type: 'ContainerResource',
        containerResource: { container, name: resource, target: { type: 'Utilization', averageUtilization } },
      })),
    },
  });
}

/** The PodDisruptionBudget of a workload: one pod at a time, canary and primary together. */
export function makeBudget(scope: Construct, meta: WorkloadMeta): void {
  new PodDisruptionBudgetV1(scope, 'Budget', {
    metadata: metadataOf(meta),
    spec: { maxUnavailable: 1, selector: { matchLabels: meta.podLabels } },
  });
}

/** Measures of the autoscaler: those given, checked, or 70 per cent CPU of the first container. */
export function scalingMetrics(
  where: string,
  scaling: Scaling | undefined,
  containers: readonly ParsedContainer[],
): readonly ScalingMetric[] {
  const given = scaling?.kind === 'auto' ? scaling.metrics : undefined;
  if (given === undefined) {
    return containers.slice(0, 1).map(({ name }) => ({ container: name, resource: 'cpu', averageUtilization: 70 }));
  }
  for (const metric of given) {
    const known = containers.map(({ name }) => name);
    if (known.includes(metric.container) && metric.averageUtilization > 0) continue;
    throw new MeshError({
      code: 'TM1204',
      where,
      field: 'scaling.metrics',
      what: 'the autoscaler can measure a share above 0 of a container of this workload alone',
      value: metric,
      remedy: `Name one of ${known.map((name) => `"${name}"`).join(', ')} and a percentage such as 70.`,
    });
  }
  return given;
}

/** Pods that a rolling update adds: a quarter of the largest number, rounded up. */
export function surgeOf(pods: number): number {
  return Math.ceil(pods / 4);
}

/** The most pods that a workload may have, without canary and surge. */
export function maxPods(scaling: ParsedScaling): number {
  return scaling.kind === 'auto' ? scaling.max : scaling.replicas;
}

/** Annotations of the pods that set up the injected proxy. */
export function proxyAnnotations(proxy: WorkloadProxyProps): Record<string, string> {
  const { requests, limits } = proxy;
  return {
    ...(requests === undefined
      ? {}
      : { 'sidecar.istio.io/proxyCPU': requests.cpu, 'sidecar.istio.io/proxyMemory': requests.memory }),
    ...(limits === undefined
      ? {}
      : { 'sidecar.istio.io/proxyCPULimit': limits.cpu, 'sidecar.istio.io/proxyMemoryLimit': limits.memory }),
    ...(proxy.startOrder === 'proxy-first'
      ? { 'proxy.istio.io/config': JSON.stringify({ holdApplicationUntilProxyStarts: true }) }
      : {}),
  };
}

/**
 * Adds to what cdk8s-plus has written: it drops fields that are younger than its Kubernetes, and takes patches before
 * it writes quantities. What is added is asked when the object is written.
 */
export function patchWritten(object: ApiObject, patches: () => readonly JsonPatch[]): void {
  const written = object.toJson.bind(object);
  object.toJson = (): unknown => JsonPatch.apply(written(), ...patches());
}

/** Lets containers serve on for some seconds after their pod was told to end. */
export function serveOn(containers: readonly ParsedContainer[], seconds: number): readonly JsonPatch[] {
  const lifecycle = { preStop: { sleep: { seconds } } };
  return containers.map((_, at) => JsonPatch.add(`${CONTAINERS}/${at}/lifecycle`, lifecycle));
}

/** Resources of containers in the words of the server, which would turn 1000m into 1 and 1024Mi into 1Gi. */
export function serverResources(containers: readonly ParsedContainer[]): readonly JsonPatch[] {
  const words = ({ cpu, memory }: ParsedResources): JsonObject => ({
    cpu: formatCpu(quantityNumber(cpu) ?? 0),
    memory: formatBytes(quantityNumber(memory) ?? 0),
  });
  return containers.map(({ requests, limits }, at) =>
    JsonPatch.replace(`${CONTAINERS}/${at}/resources`, { limits: words(limits), requests: words(requests) }),
  );
}
