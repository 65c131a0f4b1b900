import { Construct } from 'constructs';
import { contribute, KEYS, principalOf, type JsonObject, type KubeObject } from '../../../lib/model/index.js';
import { trustDomainOf } from '../../../lib/targets/index.js';
import { HelmRelease } from '../../flux/index.js';
import { computeResources, type ComputeResources } from '../../kubernetes/index.js';
import type { IMeshIdentity } from '../contracts.js';
import { predictedService, predictedWorkload } from '../controllers/predicted.js';
import { LOAD_TESTER } from '../flows/index.js';
import type { MeshNamespace, PodDemand, ResourceDemand } from '../mesh-namespace/index.js';

/** Port of the container, which Flagger's principal alone may call. */
const PORT = 8080;

/** Props of {@link LoadTester}. */
export interface LoadTesterProps {
  /** Namespace whose releases it tests. */
  readonly namespace: MeshNamespace;
  /**
   * What it is guaranteed.
   * @default `{ cpu: "100m", memory: "64Mi" }`
   */
  readonly requests?: ComputeResources;
  /**
   * What it may take.
   * @default `{ cpu: "1", memory: "256Mi" }`
   */
  readonly limits?: ComputeResources;
}

/**
 * The load tester of a tenant. It runs commands that a Canary names, so it stands in the namespace of the tenant, has
 * no right in the cluster, serves that namespace alone, and admits nobody but Flagger.
 *
 * @see https://docs.flagger.app/usage/webhooks#load-testing
 */
export class LoadTester extends Construct implements IMeshIdentity {
  /** Name of its Service. */
  readonly name = LOAD_TESTER;
  /** Name of its namespace. */
  readonly namespace: string;
  /** Its account. */
  readonly serviceAccountName = LOAD_TESTER;
  /** Its identity, as policies name it. */
  readonly principal: string;
  /** Labels that nothing rewrites. */
  readonly podLabels: Readonly<Record<string, string>> = { [KEYS.workload]: LOAD_TESTER };
  /** The namespace it lives in. */
  readonly meshNamespace: MeshNamespace;

  private readonly resources: ResourceDemand;

  constructor(scope: Construct, id: string, props: LoadTesterProps) {
    super(scope, id);
    const where = this.node.path;
    this.meshNamespace = props.namespace;
    this.namespace = props.namespace.name;
    this.principal = principalOf(trustDomainOf(this), this.namespace, this.serviceAccountName);
    this.resources = {
      requests: computeResources(props.requests ?? { cpu: '100m', memory: '64Mi' }, { where, field: 'requests' }),
      limits: computeResources(props.limits ?? { cpu: '1', memory: '256Mi' }, { where, field: 'limits' }),
    };
    props.namespace.addServiceAccount(this.serviceAccountName);
    props.namespace.addDemand(() => this.demand());
    new HelmRelease(this, 'Resource', {
      name: `${this.namespace}-${this.name}`,
      targetNamespace: this.namespace,
      chart: 'flagger-loadtester',
      values: this.values(),
      predict: () => this.predicted(),
    });
    // Flagger's Sidecar must list every load tester.
    const { tenant } = props.namespace;
    contribute(this, { kind: 'meshed-namespace', tenant: tenant ?? this.namespace, namespace: this.namespace });
  }

  /** URL that webhooks of a Canary name. */
  get url(): string {
    return `http://${this.name}.${this.namespace}/`;
  }

  /** What it may need at most. */
  demand(): PodDemand {
    return { name: this.name, containers: [this.resources], primaryMax: 1, canaryMax: 0, surge: 1 };
  }

  private values(): JsonObject {
    return {
      fullnameOverride: this.name,
      podLabels: this.labels(),
      serviceAccountName: this.serviceAccountName,
      rbac: { create: false },
      cmd: { timeout: '1h', namespaceRegexp: `^${this.namespace}$` },
      resources: this.containerResources(),
      securityContext: {
        enabled: true,
        context: {
          runAsNonRoot: true,
          runAsUser: 100,
          runAsGroup: 101,
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
      podSecurityContext: {
        enabled: true,
        context: { fsGroup: 101, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } },
      },
      volumes: [{ name: 'tmp', emptyDir: {} }],
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    };
  }

  private containerResources(): JsonObject {
    const { requests, limits } = this.resources;
    return { requests: { ...requests }, limits: { ...limits } };
  }

  private labels(): Record<string, string> {
    const { tenant } = this.meshNamespace;
    return { ...this.podLabels, ...(tenant === undefined ? {} : { [KEYS.tenant]: tenant }) };
  }

  private predicted(): readonly KubeObject[] {
    const { name, namespace, serviceAccountName } = this;
    const labels = { app: name, 'app.kubernetes.io/name': name, ...this.labels() };
    const resources = this.containerResources();
    const [, deployment] = predictedWorkload({ name, namespace, labels, serviceAccountName, ports: [PORT], resources });
    const service = predictedService(name, namespace, { app: name }, [{ name: 'http', port: 80, targetPort: PORT }]);
    return deployment === undefined ? [service] : [deployment, service];
  }
}
