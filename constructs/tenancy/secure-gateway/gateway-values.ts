import { KEYS, MeshError, type JsonObject, type KubeObject } from '../../../lib/model/index.js';
import { PLATFORM_PRIORITY, spread } from '../placement.js';
import type { ExposedService } from './exposure.js';
import type { GatewayResources, SecureGatewayProps } from './props.js';

/** Default resources of a gateway's proxy. */
const RESOURCES: GatewayResources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2', memory: '1Gi' },
};

/** Labels of the pods of a gateway that policies select on. */
export function gatewayLabels(name: string): Readonly<Record<string, string>> {
  return { [KEYS.gateway]: name };
}

/**
 * Labels that the Service of the chart selects on. The Gateway object selects on the same: external-dns finds the load
 * balancer of a Gateway by a Service whose selector holds every label of the Gateway's.
 */
export function serviceLabels(name: string): Readonly<Record<string, string>> {
  return { app: name, istio: name };
}

/** Number of pods, checked: one pod makes every node drain an outage. */
export function gatewayReplicas(where: string, props: SecureGatewayProps): { min: number; max: number } {
  const { min, max } = props.replicas ?? { min: 2, max: 5 };
  if (Number.isInteger(min) && Number.isInteger(max) && min >= 2 && max >= min) return { min, max };
  throw new MeshError({
    code: 'TM1402',
    where,
    field: 'replicas',
    what: 'a gateway runs in two pods at the least, and at most in a number not below that',
    value: { min, max },
    remedy: 'Write for instance `{ min: 2, max: 5 }`.',
  });
}

/** Values of the gateway chart. */
export function gatewayValues(
  where: string,
  name: string,
  props: SecureGatewayProps,
  exposed: ExposedService,
): JsonObject {
  const { min, max } = gatewayReplicas(where, props);
  const { requests, limits } = props.resources ?? RESOURCES;
  return {
    name,
    ...(props.revision === undefined ? {} : { revision: props.revision }),
    labels: { ...serviceLabels(name), ...gatewayLabels(name) },
    podAnnotations: { ...exposed.podAnnotations },
    service: { ...exposed.serviceSpec, annotations: { ...exposed.serviceAnnotations } },
    serviceAccount: { create: true, name },
    autoscaling: { enabled: true, minReplicas: min, maxReplicas: max, targetCPUUtilizationPercentage: 75 },
    podDisruptionBudget: { minAvailable: 1 },
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    terminationGracePeriodSeconds: exposed.drainSeconds + 30,
    priorityClassName: PLATFORM_PRIORITY,
    resources: { requests: { ...requests }, limits: { ...limits } },
    ...security(),
    topologySpreadConstraints: spread(gatewayLabels(name)),
  };
}

/** What Pod Security `restricted` asks for; the chart's defaults leave the seccomp profile out. */
function security(): JsonObject {
  return {
    securityContext: {
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
      // Lets the proxy listen on 80 and 443 without any capability.
      sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
    },
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: true,
      runAsUser: 1337,
    },
  };
}

/** Objects that the chart makes of these values, as far as rules and access must know them. */
export function predictGateway(namespace: string, name: string, exposed: ExposedService): readonly KubeObject[] {
  const labels = { ...serviceLabels(name), ...gatewayLabels(name) };
  const podLabels = { ...labels, 'sidecar.istio.io/inject': 'true', 'istio.io/dataplane-mode': 'none' };
  const annotations = { ...exposed.podAnnotations, 'inject.istio.io/templates': 'gateway' };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        selector: { matchLabels: { ...serviceLabels(name) } },
        template: {
          metadata: { labels: podLabels, annotations },
          spec: {
            serviceAccountName: name,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [{ name: 'istio-proxy', image: 'auto', ports: [{ containerPort: 15090, protocol: 'TCP' }] }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels, annotations: { ...exposed.serviceAnnotations } },
      spec: { ...exposed.serviceSpec, selector: { ...serviceLabels(name) } },
    },
  ];
}
