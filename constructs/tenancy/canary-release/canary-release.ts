import { Construct } from 'constructs';
import {
  CanaryV1Beta1,
  type CanaryV1Beta1Spec,
  type CanaryV1Beta1SpecService,
} from '../../../lib/imports/flagger/index.js';
import {
  dnsLabel,
  durationMs,
  flaggerDuration,
  formatDuration,
  host as parseHost,
  KEYS,
  MeshError,
  type FlaggerDuration,
  type GoDuration,
} from '../../../lib/model/index.js';
import { pathInChart } from '../../../lib/targets/index.js';
import type { WorkloadPort } from '../contracts.js';
import { prometheusUrl } from '../controllers/prometheus-names.js';
import { makeMetrics } from './metrics.js';
import type { CanaryReleaseProps, CanaryRoutes } from './props.js';
import { count, strategyFields, strategySteps } from './strategy.js';
import { webhooksOf } from './webhooks.js';

/**
 * The release of a workload by Flagger: new versions take traffic step by step, while their measures hold.
 *
 * It makes no Service, route or DestinationRule of the workload, as Flagger owns them, and takes the Service and the
 * number of pods from the Workload.
 */
export class CanaryRelease extends Construct {
  /** Name of the Canary: that of the workload. */
  readonly name: string;
  /** The longest a release may take, for the timeout of the unit that it belongs to. */
  readonly maxDuration: GoDuration;

  private readonly interval: FlaggerDuration;
  private readonly threshold: number;
  private readonly progressDeadlineSeconds: number;

  constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    const where = pathInChart(this);
    const { workload } = props;
    this.name = workload.name;
    this.interval = flaggerDuration(props.interval ?? '1m', { where, field: 'interval' });
    this.threshold = count(where, 'threshold', props.threshold ?? 5);
    this.progressDeadlineSeconds = count(where, 'progressDeadlineSeconds', props.progressDeadlineSeconds ?? 600);
    refuseAmbient(where, props);
    const port = routedPort(where, props);
    const analysis = this.analysis(props, port);
    this.maxDuration = this.longest(props);
    workload.handOver();
    new CanaryV1Beta1(this, 'Resource', {
      metadata: { name: this.name, namespace: workload.namespace, labels: labelsOf(props) },
      spec: { ...this.target(props), service: this.service(props, port), analysis },
    });
    this.admitLoadTester(props, port);
  }

  private target(props: CanaryReleaseProps): Omit<CanaryV1Beta1Spec, 'analysis' | 'service'> {
    const { name } = this;
    const scaler = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name } as const;
    return {
      provider: 'istio',
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      ...(props.workload.autoscaling === undefined ? {} : { autoscalerRef: scaler }),
      progressDeadlineSeconds: this.progressDeadlineSeconds,
      revertOnDeletion: true,
    };
  }

  private service(props: CanaryReleaseProps, port: WorkloadPort): CanaryV1Beta1SpecService {
    return {
      name: this.name,
      port: port.port,
      targetPort: port.targetPort,
      portName: port.name,
      appProtocol: port.appProtocol,
      ...(props.workload.ports.length > 1 ? { portDiscovery: true } : {}),
      ...routesOf(this.node.path, props.routes ?? { kind: 'mesh' }),
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    };
  }

  private analysis(props: CanaryReleaseProps, port: WorkloadPort): CanaryV1Beta1Spec['analysis'] {
    const where = this.node.path;
    const { workload } = props;
    const fields = strategyFields(where, props.strategy);
    const prometheus = props.prometheus ?? prometheusUrl(this);
    const host = { construct: this, workload: workload.name, namespace: workload.namespace, prometheus };
    const webhooks = webhooksOf(where, props, port.port, this.interval);
    return {
      interval: this.interval,
      threshold: this.threshold,
      ...fields,
      metrics: makeMetrics(host, props.metrics),
      ...(webhooks.length === 0 ? {} : { webhooks }),
      ...(props.alerts === undefined ? {} : { alerts: alertsOf(where, props.alerts, workload.namespace) }),
    };
  }

  /** Each step, each check that may fail before the old version stays, and twice the time that pods may take. */
  private longest(props: CanaryReleaseProps): GoDuration {
    const { forward, back } = strategySteps(props.strategy);
    const steps = forward + back + this.threshold + 3;
    return formatDuration(durationMs(this.interval) * steps + 2 * this.progressDeadlineSeconds * 1000);
  }

  /** The load tester has no token, so one door admits it to one path; canary and primary share its labels. */
  private admitLoadTester({ loadTest, workload }: CanaryReleaseProps, port: WorkloadPort): void {
    if (loadTest === undefined) return;
    loadTest.tester.meshNamespace.allow({
      from: loadTest.tester,
      to: workload,
      ports: [port.targetPort],
      methods: [loadTest.method ?? 'GET'],
      paths: [loadTest.path],
      jwt: 'exempt',
    });
  }
}

function labelsOf({ workload }: CanaryReleaseProps): Record<string, string> {
  const { tenant } = workload.meshNamespace;
  return { ...workload.podLabels, ...(tenant === undefined ? {} : { [KEYS.tenant]: tenant }) };
}

function routesOf(where: string, routes: CanaryRoutes): Pick<CanaryV1Beta1SpecService, 'gateways' | 'hosts'> {
  switch (routes.kind) {
    case 'mesh':
      return { gateways: ['mesh'] };
    case 'gateway':
      // With `mesh` beside it the route would also catch what other workloads send to these hosts.
      return {
        gateways: [routes.gateway.reference],
        hosts: routes.hosts.map((host) => parseHost(host, { where, field: 'routes.hosts' })),
      };
  }
}

function routedPort(where: string, { workload, portName }: CanaryReleaseProps): WorkloadPort {
  const http = workload.ports.filter(({ appProtocol }) => appProtocol !== 'tcp' && appProtocol !== 'tls');
  const found = portName === undefined ? http[0] : http.find(({ name }) => name === portName);
  if (found !== undefined) return found;
  throw new MeshError({
    code: 'TM1305',
    where,
    field: 'portName',
    what: `workload "${workload.name}" has no HTTP port${portName === undefined ? '' : ' of this name'}, and only such requests are counted`,
    ...(portName === undefined ? {} : { value: portName }),
    remedy:
      http.length === 0
        ? 'Give a container a port with appProtocol "http", "http2" or "grpc".'
        : `Write one of ${http.map(({ name }) => `"${name}"`).join(', ')}.`,
  });
}

function alertsOf(where: string, alerts: NonNullable<CanaryReleaseProps['alerts']>, namespace: string) {
  return alerts.map(({ name, provider, severity }) => ({
    name,
    severity: severity ?? ('error' as const),
    providerRef: { name: dnsLabel(provider, { where, field: `alerts["${name}"].provider` }), namespace },
  }));
}

function refuseAmbient(where: string, { workload }: CanaryReleaseProps): void {
  const namespace: object = workload.meshNamespace;
  const dataPlane: unknown = 'dataPlane' in namespace ? namespace.dataPlane : undefined;
  if (typeof dataPlane !== 'object' || dataPlane === null || !('kind' in dataPlane) || dataPlane.kind !== 'ambient')
    return;
  throw new MeshError({
    code: 'TM1311',
    where,
    field: 'workload',
    what: 'the routes and measures of a release come from the proxies of pods, which ambient mode has not',
    value: workload.namespace,
    remedy: 'Give the namespace `dataPlane: { kind: "sidecar" }`, or leave the release out.',
  });
}
