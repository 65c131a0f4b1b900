import type { ComputeResources } from '../../kubernetes/index.js';
import type { IMeshNamespace, WorkloadPort } from '../contracts.js';
import type { PodDemand } from '../mesh-namespace/index.js';

/** Where the value of an environment variable comes from. */
export type EnvSource =
  /** The value itself; never a secret. May be a fact. */
  | { readonly kind: 'value'; readonly value: string }
  /** A key of a Secret that somebody else supplies. */
  | { readonly kind: 'secret'; readonly name: string; readonly key: string; readonly purpose: string }
  /** A key of a ConfigMap of the namespace. */
  | { readonly kind: 'config-map'; readonly name: string; readonly key: string };

/** A port that a container listens on. */
export interface ContainerPortProps {
  /** Port of the container. */
  readonly targetPort: number;
  /**
   * Port of the Service.
   * @default - the port of the container
   */
  readonly port?: number;
  /**
   * What is spoken on it. The mesh never guesses.
   * @default "http"
   */
  readonly appProtocol?: WorkloadPort['appProtocol'];
  /**
   * Name of the port; it begins with its protocol.
   * @default - protocol and port, such as "http-8080"
   */
  readonly name?: string;
}

/** How the kubelet asks a container how it is. */
export type ProbeSource =
  | { readonly kind: 'http'; readonly path: string; readonly port: number }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'command'; readonly command: readonly string[] };

/** Probes of a container. */
export interface ProbesProps {
  /**
   * When the container takes traffic.
   * @default - as soon as it runs
   */
  readonly readiness?: ProbeSource;
  /**
   * When the container is restarted.
   * @default - when its process ends
   */
  readonly liveness?: ProbeSource;
  /**
   * How long the container may take to start.
   * @default - the other probes begin at once
   */
  readonly startup?: ProbeSource;
}

/** Requests and limits of a container. */
export interface ContainerResourcesProps {
  /**
   * What the container is guaranteed.
   * @default `{ cpu: "100m", memory: "128Mi" }`
   */
  readonly requests?: ComputeResources;
  /**
   * What the container may take.
   * @default `{ cpu: "500m", memory: "512Mi" }`
   */
  readonly limits?: ComputeResources;
}

/** Which tags image automation takes. */
export interface ImageAutomationProps {
  /** Range of semantic versions, such as `>=1.4.0 <2.0.0`. */
  readonly range: string;
}

/** A container of a workload. */
export interface WorkloadContainerProps {
  /** Name of the container. */
  readonly name: string;
  /** Image with registry, without tag. */
  readonly image: string;
  /** Tag of the image; never `latest`. */
  readonly tag: string;
  /**
   * Ports it listens on.
   * @default - none
   */
  readonly ports?: readonly ContainerPortProps[];
  /**
   * Requests and limits.
   * @default - the defaults of each field
   */
  readonly resources?: ContainerResourcesProps;
  /**
   * Environment variables.
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvSource>>;
  /**
   * Command in place of that of the image.
   * @default - that of the image
   */
  readonly command?: readonly string[];
  /**
   * Arguments in place of those of the image.
   * @default - those of the image
   */
  readonly args?: readonly string[];
  /**
   * Probes.
   * @default - none
   */
  readonly probes?: ProbesProps;
  /**
   * Directories that the container may write; the rest of its file system is read-only.
   * @default - none
   */
  readonly writablePaths?: readonly string[];
  /**
   * User that the process runs as; never root, nor the user of the proxy.
   * @default 10001
   */
  readonly runAsUser?: number;
  /**
   * Image automation of Flux.
   * @default - the tag stays as it is
   */
  readonly automation?: ImageAutomationProps;
}

/** A measure that the autoscaler keeps at a share of a container's request. */
export interface ScalingMetric {
  /** Name of the container. */
  readonly container: string;
  /** What is measured. */
  readonly resource: 'cpu' | 'memory';
  /** Per cent of the container's request. */
  readonly averageUtilization: number;
}

/** How many pods a workload has. */
export type Scaling =
  /** Between two bounds, by measures of its containers. */
  | {
      readonly kind: 'auto';
      readonly min: number;
      readonly max: number;
      /** What is measured. @default - 70 per cent CPU of the first container */
      readonly metrics?: readonly [ScalingMetric, ...ScalingMetric[]];
    }
  /** A fixed number. Not together with a canary. */
  | { readonly kind: 'fixed'; readonly replicas: number };

/** What is set for the injected proxy of a workload. */
export interface WorkloadProxyProps {
  /**
   * Requests of the proxy.
   * @default - as istiod is set up
   */
  readonly requests?: ComputeResources;
  /**
   * Limits of the proxy.
   * @default - as istiod is set up
   */
  readonly limits?: ComputeResources;
  /**
   * Whether containers start when the proxy is ready, or as the mesh is set up.
   * @default "mesh"
   */
  readonly startOrder?: 'mesh' | 'proxy-first';
}

/** A namespace that keeps a quota for its workloads. */
export interface IQuotaNamespace extends IMeshNamespace {
  /** Records what a workload may need at most. */
  addDemand(demand: () => PodDemand): void;
}

/** Props of Workload. */
export interface WorkloadProps {
  /** Namespace of the workload. */
  readonly namespace: IMeshNamespace;
  /** Containers; the first is the one that autoscaling measures by default. */
  readonly containers: readonly [WorkloadContainerProps, ...WorkloadContainerProps[]];
  /**
   * Name of the Deployment, the Service and the account; 55 characters at most, as Flagger appends `-primary`.
   * @default - the id
   */
  readonly name?: string;
  /**
   * How many pods there are.
   * @default `{ kind: "auto", min: 2, max: 4 }`
   */
  readonly scaling?: Scaling;
  /**
   * What is set for the injected proxy.
   * @default - as istiod is set up
   */
  readonly proxy?: WorkloadProxyProps;
  /**
   * Annotations of the ServiceAccount, such as the role of a cloud.
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /**
   * Secrets with credentials of the registry; somebody else supplies them.
   * @default - the images are public
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * Seconds for which containers go on serving after their pod was told to end, until no proxy sends to it any more:
   * 0 to 25, since they have 30 in all to end. Not for workloads without ports, to which nobody sends, nor for those
   * with a release: Flagger copies pods in an API older than this field.
   * @default - 5; none with a release
   */
  readonly drainSeconds?: number;
}
