import { kinds } from '../../../lib/imports/schemas.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';

/** Pods that a chart makes, as far as policies and ordering must know them. */
export interface PredictedWorkload {
  /** Kind of the workload. @default 'Deployment' */
  readonly kind?: 'Deployment' | 'DaemonSet' | 'StatefulSet';
  readonly name: string;
  readonly namespace: string;
  /** Labels of the pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccountName: string;
  /** Ports of the containers. @default - none */
  readonly ports?: readonly number[];
  /** Requests and limits of the container, where a quota counts them. @default - those of the chart, which nobody knows */
  readonly resources?: JsonObject;
}

/** A port of a predicted Service: that of the Service, and that of the pod. */
export interface PredictedPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}

/** The workload and its ServiceAccount. */
export function predictedWorkload(workload: PredictedWorkload): readonly KubeObject[] {
  const { name, namespace, labels, serviceAccountName, resources } = workload;
  const ports = (workload.ports ?? []).map((containerPort) => ({ containerPort }));
  const container = { name, ports, ...(resources === undefined ? {} : { resources }) };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccountName, namespace } },
    {
      apiVersion: 'apps/v1',
      kind: workload.kind ?? 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName, containers: [container] } },
      },
    },
  ];
}

/** A Service in front of predicted pods. */
export function predictedService(
  name: string,
  namespace: string,
  selector: Readonly<Record<string, string>>,
  ports: readonly PredictedPort[],
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector, ports: ports.map((port): JsonObject => ({ ...port })) },
  };
}

/** CustomResourceDefinitions of a system that its chart brings. */
export function predictedCrds(system: string): readonly KubeObject[] {
  const served = new Map<string, KubeObject>();
  for (const kind of kinds()) {
    if (kind.system !== system) continue;
    const name = `${kind.plural}.${kind.group}`;
    served.set(name, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
      spec: { group: kind.group, scope: kind.scope, names: { kind: kind.kind, plural: kind.plural } },
    });
  }
  return [...served.values()];
}
