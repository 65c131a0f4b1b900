import { groupVersion } from '../model/index.js';

/**
 * Type token of a Kubernetes object, as the provider takes it. It refuses a token without both group and version, so
 * the group of core kinds is written out.
 */
export function typeToken(apiVersion: string, kind: string): string {
  const { group, version } = groupVersion(apiVersion);
  return `kubernetes:${group === '' ? 'core' : group}/${version}:${kind}`;
}
