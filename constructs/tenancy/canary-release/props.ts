import type { IGateway } from '../contracts.js';
import type { Workload } from '../workload/index.js';
import type { LoadTester } from './load-tester.js';

/** How the weight of a canary grows. */
export type WeightSteps =
  /** By equal steps up to a maximum. */
  | { readonly kind: 'even'; readonly stepWeight: number; readonly maxWeight: number }
  /** By a list that ascends; the last one is the maximum. */
  | { readonly kind: 'list'; readonly stepWeights: readonly [number, ...number[]] };

/** A condition on one header. */
export type HeaderMatch =
  | { readonly kind: 'exact'; readonly name: string; readonly value: string }
  | { readonly kind: 'prefix'; readonly name: string; readonly value: string }
  | { readonly kind: 'regex'; readonly name: string; readonly value: string };

/** How a new version is tried out. */
export type CanaryStrategy =
  /** A growing share of requests goes to the new version. */
  | {
      readonly kind: 'weighted';
      readonly steps: WeightSteps;
      /** Step by which traffic returns after promotion. @default - at once */
      readonly stepWeightPromotion?: number;
    }
  /** Requests with some headers go to the new version; all headers of an entry must hold, one entry is enough. */
  | {
      readonly kind: 'ab';
      readonly iterations: number;
      readonly match: readonly [readonly [HeaderMatch, ...HeaderMatch[]], ...(readonly HeaderMatch[])[]];
    }
  /** The new version is tested apart, then takes all traffic. */
  | { readonly kind: 'blueGreen'; readonly iterations: number }
  /** The new version gets a copy of requests, whose answers are dropped; only where requests change nothing. */
  | {
      readonly kind: 'mirrored';
      readonly iterations: number;
      /** Per cent of requests that are copied. @default 100 */
      readonly mirrorWeight?: number;
    };

/** A measure that a new version must keep. */
export type CanaryMetric =
  /** Share of requests that were neither refused nor failed. */
  | {
      readonly kind: 'success-rate';
      /** Per cent. @default 99 */
      readonly min?: number;
      /** Requests a second below which the release stands still. @default 0.1 */
      readonly minRequestRate?: number;
      /** Time that is looked at. @default "1m" */
      readonly interval?: string;
    }
  /** The 99th percentile of the duration of requests. */
  | {
      readonly kind: 'latency';
      /** Milliseconds. @default 500 */
      readonly max?: number;
      /** Time that is looked at. @default "1m" */
      readonly interval?: string;
    }
  /** A MetricTemplate of the same namespace. */
  | {
      readonly kind: 'template';
      readonly name: string;
      readonly templateRef: string;
      readonly thresholdRange: {
        /** The least. @default - no lower bound */
        readonly min?: number;
        /** The most. @default - no upper bound */
        readonly max?: number;
      };
      /** Time that is looked at. @default "1m" */
      readonly interval?: string;
      /** Values of the variables of the template. @default - none */
      readonly variables?: Readonly<Record<string, string>>;
    };

/** Where requests come from. */
export type CanaryRoutes =
  /** From workloads of the mesh, by the name of the Service. */
  | { readonly kind: 'mesh' }
  /** From a gateway, for hosts that the tenant owns. Calls inside the mesh go to the old version until promotion. */
  | { readonly kind: 'gateway'; readonly gateway: IGateway; readonly hosts: readonly [string, ...string[]] };

/** A webhook that Flagger calls, beside those of the load tester. */
export interface CanaryWebhook {
  /** Name of the webhook. */
  readonly name: string;
  /** When it is called. */
  readonly type:
    | 'confirm-rollout'
    | 'pre-rollout'
    | 'rollout'
    | 'confirm-traffic-increase'
    | 'confirm-promotion'
    | 'post-rollout'
    | 'rollback'
    | 'event';
  /** URL it is called at. */
  readonly url: string;
  /**
   * How long an answer may take.
   * @default "30s"
   */
  readonly timeout?: string;
  /**
   * What is sent along.
   * @default - nothing
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An alert about a release. */
export interface CanaryAlert {
  /** Name of the alert. */
  readonly name: string;
  /** AlertProvider of the same namespace. */
  readonly provider: string;
  /**
   * From which severity on.
   * @default "error"
   */
  readonly severity?: 'info' | 'warn' | 'error';
}

/** What the load tester sends to a new version. */
export interface LoadTestProps {
  /** The load tester of the namespace. */
  readonly tester: LoadTester;
  /** Path that answers 200 without a token. It and no other is opened to the load tester. */
  readonly path: string;
  /**
   * Method.
   * @default "GET"
   */
  readonly method?: 'GET' | 'HEAD';
  /**
   * Requests a second.
   * @default 10
   */
  readonly requestsPerSecond?: number;
}

/** Props of CanaryRelease. */
export interface CanaryReleaseProps {
  /** The workload that is released. Its Service, routes and number of pods are Flagger's from now on. */
  readonly workload: Workload;
  /** How a new version is tried out. */
  readonly strategy: CanaryStrategy;
  /** Measures that a new version must keep: at least one. */
  readonly metrics: readonly [CanaryMetric, ...CanaryMetric[]];
  /**
   * Traffic that the load tester sends, so that there is something to measure.
   * @default - none: users are the only traffic
   */
  readonly loadTest?: LoadTestProps;
  /**
   * Where requests come from.
   * @default `{ kind: "mesh" }`
   */
  readonly routes?: CanaryRoutes;
  /**
   * Time between two steps, in Flagger's grammar.
   * @default "1m"
   */
  readonly interval?: string;
  /**
   * Failed checks after which the old version stays.
   * @default 5
   */
  readonly threshold?: number;
  /**
   * Seconds that new pods may take to be ready.
   * @default 600
   */
  readonly progressDeadlineSeconds?: number;
  /**
   * More webhooks.
   * @default - those of the load tester
   */
  readonly webhooks?: readonly CanaryWebhook[];
  /**
   * Alerts about releases.
   * @default - none
   */
  readonly alerts?: readonly CanaryAlert[];
  /**
   * Port that is routed, by its name.
   * @default - the first HTTP port of the workload
   */
  readonly portName?: string;
  /**
   * URL of Prometheus.
   * @default "http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090"
   */
  readonly prometheus?: string;
}
