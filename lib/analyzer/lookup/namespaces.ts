import { KEYS } from '../../model/index.js';
import { annotationsOf, labelsOf, type RuleContext } from '../context.js';

/** What labels say of a namespace. */
export class Namespaces {
  /** @param context - reads the kind `Namespace` */
  constructor(private readonly context: RuleContext) {
    context.all('Namespace');
  }

  /** Labels of a namespace; undefined where the set does not hold it. */
  labels(name: string): Readonly<Record<string, string>> | undefined {
    const entry = this.context.find('Namespace', '', name);
    return entry === undefined ? undefined : labelsOf(entry);
  }

  /** An annotation of a namespace. */
  annotation(name: string, key: string): string | undefined {
    const entry = this.context.find('Namespace', '', name);
    return entry === undefined ? undefined : annotationsOf(entry)[key];
  }

  /** The tenant a namespace belongs to; the namespace itself where no label tells. */
  owner(name: string): string {
    return this.labels(name)?.[KEYS.tenant] ?? name;
  }

  /** Whether the workloads of a tenant run in it: the namespace that the tenant can act in. */
  isTenants(name: string): boolean {
    const labels = this.labels(name);
    return labels?.[KEYS.tenant] !== undefined && (labels[KEYS.role] ?? 'tenant') === 'tenant';
  }

  /** Whether the platform runs it, for itself or for a tenant. */
  isPlatforms(name: string): boolean {
    const role = this.labels(name)?.[KEYS.role];
    return role !== undefined && role !== 'tenant';
  }

  /** Whether its pods get a proxy, or their node's proxy speaks for them. */
  isMeshed(name: string): boolean {
    const labels = this.labels(name) ?? {};
    return labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined || this.isAmbient(name);
  }

  /** Whether the proxy of the node speaks for its pods. */
  isAmbient(name: string): boolean {
    return this.labels(name)?.['istio.io/dataplane-mode'] === 'ambient';
  }
}
