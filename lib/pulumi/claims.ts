import type { ProviderResource } from '@pulumi/pulumi';
import { formatObject } from '../manifest/index.js';
import { MeshError, identityKey, type ObjectId } from '../model/index.js';
import { PerRun } from './run.js';

type Identity = Omit<ObjectId, 'version'>;

/** An object that this program applies, and where. */
interface Claimed {
  readonly id: Identity;
  readonly where: string;
}

/** Objects of one cluster. */
class Claims {
  private readonly here = new Map<string, Claimed>();
  private readonly elsewhere = new Map<string, string>();

  claim(id: Identity, where: string): void {
    const key = identityKey(id);
    const before = this.here.get(key);
    if (before !== undefined) throw twice(id, before.where, where);
    this.here.set(key, { id, where });
    this.compare(key);
  }

  exclude(keys: readonly string[], stack: string): void {
    for (const key of keys) {
      this.elsewhere.set(key, stack);
      this.compare(key);
    }
  }

  private compare(key: string): void {
    const [claimed, stack] = [this.here.get(key), this.elsewhere.get(key)];
    if (claimed !== undefined && stack !== undefined) throw byAnotherStack(claimed, stack);
  }
}

const CLAIMS = new PerRun(() => new Map<ProviderResource | undefined, Claims>());

function claimsOf(provider: ProviderResource | undefined): Claims {
  const known = CLAIMS.current.get(provider) ?? new Claims();
  CLAIMS.current.set(provider, known);
  return known;
}

/** Says that an object is applied here; refuses it when the same program or another stack applies it to the same cluster. */
export function claim(provider: ProviderResource | undefined, id: Identity, where: string): void {
  claimsOf(provider).claim(id, where);
}

/** Says which objects of a cluster another stack applies; whatever this program applies of them is refused. */
export function exclude(provider: ProviderResource | undefined, keys: readonly string[], stack: string): void {
  claimsOf(provider).exclude(keys, stack);
}

function twice(id: Identity, before: string, where: string): MeshError {
  return new MeshError({
    code: 'TM7004',
    where,
    what: `${formatObject(id)} is also applied at ${before}, and the two would overwrite each other`,
    remedy: 'Deploy it once; another cluster needs a provider of its own.',
  });
}

function byAnotherStack({ id, where }: Claimed, stack: string): MeshError {
  return new MeshError({
    code: 'TM7004',
    where,
    what: `${formatObject(id)} is also applied by stack "${stack}", and the two would overwrite each other`,
    remedy: 'Deploy it in one stack; another cluster needs a provider of its own.',
  });
}
