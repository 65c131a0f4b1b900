import { posix } from 'node:path';

/**
 * Paths that the kustomization of a group lists, as they are named where the path of the group is.
 *
 * @param group - path of the group, such as `guard-rails/east`
 * @param text - its kustomization.yaml
 */
export function groupMembers(group: string, text: string): readonly string[] {
  return [...text.matchAll(/^ *- (\.\.\/\S+)$/gm)].map(([, path = '']) => posix.join(group, path));
}
