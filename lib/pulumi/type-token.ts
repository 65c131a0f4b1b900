import { groupVersion } from '../model/index.js';

/** Type token of an object: that of its kind, or of a patch where Kubernetes makes the object by itself. */
export function resourceToken(apiVersion: string, kind: string, name: string | undefined): string {
  // Kubernetes makes this account with each namespace, so creating it fails: a patch adds to what is there.
  const isThere = apiVersion === 'v1' && kind === 'ServiceAccount' && name === 'default';
  return typeToken(apiVersion, isThere ? `${kind}Patch` : kind);
}

/**
 * Type token of a kind, as the provider takes it. It refuses a token without both group and version, so the group of
 * core kinds is written out.
 */
export function typeToken(apiVersion: string, kind: string): string {
  const { group, version } = groupVersion(apiVersion);
  return `kubernetes:${group === '' ? 'core' : group}/${version}:${kind}`;
}
