import { Construct } from 'constructs';
import { LimitRangeV1 } from '../../lib/imports/kubernetes/index.js';
import { byteQuantity, cpuQuantity, type At, type Quantity } from '../../lib/model/index.js';

/** CPU and memory, each as a quantity of Kubernetes. */
export interface ComputeResources {
  /** Cores, such as `2` or `500m`. */
  readonly cpu: string;
  /** Bytes with a unit, such as `512Mi`. */
  readonly memory: string;
}

/** CPU and memory that a parser has accepted. */
export interface ParsedResources {
  /** Cores. */
  readonly cpu: Quantity;
  /** Bytes. */
  readonly memory: Quantity;
}

/** Parses CPU and memory. */
export function computeResources(value: ComputeResources, at: At): ParsedResources {
  return {
    cpu: cpuQuantity(value.cpu, { where: at.where, field: `${at.field}.cpu` }),
    memory: byteQuantity(value.memory, { where: at.where, field: `${at.field}.memory` }),
  };
}

/** Props of {@link ContainerLimits}. */
export interface ContainerLimitsProps {
  /** Namespace of the LimitRange. */
  readonly namespace: string;
  /**
   * Limits of a container that states none.
   * @default `{ cpu: "500m", memory: "512Mi" }`
   */
  readonly default?: ComputeResources;
  /**
   * Requests of a container that states none.
   * @default `{ cpu: "100m", memory: "128Mi" }`
   */
  readonly defaultRequest?: ComputeResources;
  /**
   * The most that one container may ask for.
   * @default `{ cpu: "4", memory: "8Gi" }`
   */
  readonly max?: ComputeResources;
  /**
   * Disk that a container may fill which states no limit: its logs, its own file system and its `emptyDir` volumes.
   * A pod that takes more is evicted, before its node is full and others are.
   * @default "4Gi"
   */
  readonly ephemeralStorage?: string;
}

const DISK = 'ephemeral-storage';

/**
 * The LimitRange of a namespace: no container is without limits, none is larger than the maximum.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export class ContainerLimits extends Construct {
  /** The most that one container may ask for. */
  readonly max: ParsedResources;

  constructor(scope: Construct, id: string, props: ContainerLimitsProps) {
    super(scope, id);
    const parse = (field: string, value: ComputeResources): ParsedResources =>
      computeResources(value, { where: this.node.path, field });
    const at = { where: this.node.path, field: 'ephemeralStorage' };
    const disk = byteQuantity(props.ephemeralStorage ?? '4Gi', at);
    this.max = parse('max', props.max ?? { cpu: '4', memory: '8Gi' });
    new LimitRangeV1(this, 'Resource', {
      metadata: { name: 'containers', namespace: props.namespace },
      spec: {
        limits: [
          {
            type: 'Container',
            default: { ...parse('default', props.default ?? { cpu: '500m', memory: '512Mi' }), [DISK]: disk },
            // Without a request of its own, a container would ask for as much disk as it may fill.
            defaultRequest: {
              ...parse('defaultRequest', props.defaultRequest ?? { cpu: '100m', memory: '128Mi' }),
              [DISK]: '0',
            },
            max: { ...this.max },
          },
        ],
      },
    });
  }
}
