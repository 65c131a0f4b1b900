import { identityKey } from '../../model/index.js';
import type { FoundObject, Reading } from '../found.js';

/** What becomes of an object when the program takes over. */
export type Verdict =
  /** A construct of the program makes it. */
  | {
      readonly kind: 'owned';
      /** The construct, as the program writes it. */
      readonly by: string;
      /** What changes with that, as sentences without a final period. */
      readonly notes: readonly string[];
    }
  /** It stays in its file, and nothing of the program touches it. */
  | { readonly kind: 'left'; readonly why: string }
  /** It contradicts what the program makes, or would be refused beside it. */
  | { readonly kind: 'in-the-way'; readonly why: string; readonly remedy: string };

/** The objects of a cluster by kind and name, and what was decided about each. */
export class Inventory {
  /** Objects that are exactly known, in the order of their identities. */
  readonly objects: readonly FoundObject[];
  private readonly kinds = new Map<string, FoundObject[]>();
  private readonly names = new Map<string, FoundObject>();
  private readonly verdicts = new Map<FoundObject, Verdict>();

  constructor(readonly reading: Reading) {
    this.objects = reading.objects.filter(({ unclear, encrypted }) => unclear.length === 0 && !encrypted);
    for (const found of this.objects) {
      const { kind, namespace, name, group } = found.id;
      const list = this.kinds.get(kind) ?? [];
      list.push(found);
      this.kinds.set(kind, list);
      if (!this.names.has(keyOf(kind, namespace, name))) this.names.set(keyOf(kind, namespace, name), found);
      if (kind === 'Gateway' && group === 'networking.istio.io') this.names.set(keyOf(kind, namespace, name), found);
    }
  }

  /** Objects of a kind, in one namespace where one is given. */
  of(kind: string, namespace?: string): readonly FoundObject[] {
    const all = this.kinds.get(kind) ?? [];
    return namespace === undefined ? all : all.filter(({ id }) => id.namespace === namespace);
  }

  /** An object by kind, namespace and name. */
  get(kind: string, namespace: string, name: string): FoundObject | undefined {
    return this.names.get(keyOf(kind, namespace, name));
  }

  /** Says that a construct makes an object. The first decision about an object stands. */
  own(found: FoundObject | undefined, by: string, notes: readonly string[] = []): void {
    this.decide(found, { kind: 'owned', by, notes });
  }

  /** Says that an object stays where it is. */
  leave(found: FoundObject | undefined, why: string): void {
    this.decide(found, { kind: 'left', why });
  }

  /** Says that an object cannot stay beside the program. */
  block(found: FoundObject | undefined, why: string, remedy: string): void {
    this.decide(found, { kind: 'in-the-way', why, remedy });
  }

  /** Whether something was decided about an object. */
  isDecided(found: FoundObject): boolean {
    return this.verdicts.has(found);
  }

  /** What was decided. */
  verdictOf(found: FoundObject): Verdict | undefined {
    return this.verdicts.get(found);
  }

  /** Objects of one identity that more than one Kustomization applies. */
  twice(): ReadonlyMap<string, readonly FoundObject[]> {
    const groups = new Map<string, FoundObject[]>();
    for (const found of this.reading.objects) {
      const key = identityKey(found.id);
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    return new Map([...groups].filter(([, list]) => list.length > 1));
  }

  private decide(found: FoundObject | undefined, verdict: Verdict): void {
    if (found !== undefined && !this.verdicts.has(found)) this.verdicts.set(found, verdict);
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
