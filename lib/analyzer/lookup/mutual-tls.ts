import type { ManifestEntry } from '../../manifest/index.js';
import { field, type RuleContext } from '../context.js';
import { isJsonObject, selects, text } from '../read.js';
import { groupBy } from './group.js';
import { selectedLabels } from './policy-scope.js';

/** Kind that {@link MutualTls} reads. */
export const PEER_AUTHENTICATION = 'PeerAuthentication.security.istio.io';

type Labels = Readonly<Record<string, string>>;

/** What PeerAuthentications demand of the clients of a workload. */
export class MutualTls {
  private readonly byNamespace: ReadonlyMap<string, readonly ManifestEntry[]>;

  constructor(
    context: RuleContext,
    private readonly root: string,
  ) {
    this.byNamespace = groupBy(context.all(PEER_AUTHENTICATION), ({ id }) => id.namespace);
  }

  /** Whether a namespace has a word of its own on the matter. */
  isSetFor(namespace: string): boolean {
    return this.in(namespace).length > 0;
  }

  /** Whether a workload refuses plaintext on all its ports: the nearest mode that is set decides. */
  isStrict(namespace: string, labels: Labels): boolean {
    const own = namespace === this.root ? [] : this.in(namespace).filter((entry) => isOf(entry, labels));
    if (own.some((entry) => isJsonObject(field(entry, 'spec', 'portLevelMtls')))) return false;
    const scopes = [...own, ...this.wide(namespace), ...this.wide(this.root)];
    return scopes.map(modeOf).find((mode) => mode !== undefined) === 'STRICT';
  }

  private in(namespace: string): readonly ManifestEntry[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  private wide(namespace: string): readonly ManifestEntry[] {
    return this.in(namespace).filter((entry) => !hasSelector(entry));
  }
}

function hasSelector(entry: ManifestEntry): boolean {
  return Object.keys(selectedLabels(entry)).length > 0;
}

function isOf(entry: ManifestEntry, labels: Labels): boolean {
  return hasSelector(entry) && selects(selectedLabels(entry), labels);
}

function modeOf(entry: ManifestEntry): string | undefined {
  const mode = text(field(entry, 'spec', 'mtls', 'mode'));
  return mode === 'UNSET' ? undefined : mode;
}
