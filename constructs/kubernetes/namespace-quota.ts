import { Construct } from 'constructs';
import { ResourceQuotaV1 } from '../../lib/imports/kubernetes/index.js';
import { byteQuantity, countQuantity, cpuQuantity, lazy, type At, type Quantity } from '../../lib/model/index.js';

/** What a quota bounds, by the names of Kubernetes. */
export type QuotaResource =
  | 'requests.cpu'
  | 'requests.memory'
  | 'requests.storage'
  | 'limits.cpu'
  | 'limits.memory'
  | 'pods'
  | 'services'
  | 'services.loadbalancers'
  | 'services.nodeports'
  | 'persistentvolumeclaims'
  | 'secrets'
  | 'configmaps'
  | ObjectCount;

/** Number of objects of a kind, as `count/<plural>.<group>`. */
export type ObjectCount = `count/${string}`;

/** Every count is there or not by its own name, so that only the fixed names are optional. */
type Bounds<Value> = Readonly<Partial<Record<Exclude<QuotaResource, ObjectCount>, Value>> & Record<ObjectCount, Value>>;

/** Bounds of a quota. */
export type QuotaHard = Bounds<string>;

/** Bounds that a parser has accepted. */
export type ParsedQuota = Bounds<Quantity>;

/** Parses the bounds of a quota: each in the grammar of its resource. */
export function quotaHard(hard: QuotaHard, at: At): ParsedQuota {
  const parsed: { -readonly [resource in keyof ParsedQuota]: ParsedQuota[resource] } = {};
  for (const [name, value] of Object.entries(hard)) {
    const field = { where: at.where, field: `${at.field}["${name}"]` };
    parsed[name as QuotaResource] = parserOf(name as QuotaResource)(value, field);
  }
  return parsed;
}

function parserOf(resource: QuotaResource): (value: string, at: At) => Quantity {
  if (isCount(resource)) return countQuantity;
  switch (resource) {
    case 'requests.cpu':
    case 'limits.cpu':
      return cpuQuantity;
    case 'requests.memory':
    case 'limits.memory':
    case 'requests.storage':
      return byteQuantity;
    case 'pods':
    case 'services':
    case 'services.loadbalancers':
    case 'services.nodeports':
    case 'persistentvolumeclaims':
    case 'secrets':
    case 'configmaps':
      return countQuantity;
  }
}

function isCount(resource: QuotaResource): resource is ObjectCount {
  return resource.startsWith('count/');
}

/** Props of {@link NamespaceQuota}. */
export interface NamespaceQuotaProps {
  /** Namespace of the ResourceQuota. */
  readonly namespace: string;
  /** Makes the bounds; it runs at synth, when every workload is known. */
  readonly hard: () => ParsedQuota;
}

/**
 * The ResourceQuota of a namespace.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export class NamespaceQuota extends Construct {
  constructor(scope: Construct, id: string, props: NamespaceQuotaProps) {
    super(scope, id);
    new ResourceQuotaV1(this, 'Resource', {
      metadata: { name: 'quota', namespace: props.namespace },
      spec: { hard: lazy(() => ({ ...props.hard() })) },
    });
  }
}
