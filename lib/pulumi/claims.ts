import type { ProviderResource } from '@pulumi/pulumi';
import { formatObject } from '../manifest/index.js';
import { MeshError, identityKey, type ObjectId } from '../model/index.js';
import { PerRun } from './run.js';

/** Objects of one run, by the provider that applies them. */
class Claims {
  private readonly byProvider = new Map<ProviderResource | undefined, Map<string, string>>();

  claim(provider: ProviderResource | undefined, id: Omit<ObjectId, 'version'>, where: string): void {
    const known = this.byProvider.get(provider) ?? new Map<string, string>();
    this.byProvider.set(provider, known);
    const key = identityKey(id);
    const before = known.get(key);
    if (before !== undefined) throw twice(id, before, where);
    known.set(key, where);
  }
}

const CLAIMS = new PerRun(() => new Claims());

/** Says that an object is applied here; refuses it when the same program applies it elsewhere, to the same cluster. */
export function claim(provider: ProviderResource | undefined, id: Omit<ObjectId, 'version'>, where: string): void {
  CLAIMS.current.claim(provider, id, where);
}

function twice(id: Omit<ObjectId, 'version'>, before: string, where: string): MeshError {
  return new MeshError({
    code: 'TM7004',
    where,
    what: `${formatObject(id)} is also applied at ${before}, and the two would overwrite each other`,
    remedy: 'Deploy it once; another cluster needs a provider of its own.',
  });
}
