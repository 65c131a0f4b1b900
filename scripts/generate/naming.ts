/** A name that may follow another one in an identifier. */
export function capital(name: string): string {
  const safe = name.replace(/\W/g, '_');
  return safe.charAt(0).toUpperCase() + safe.slice(1);
}

/** The version as class names carry it: v1beta1 gives V1Beta1. */
export const versionName = (version: string): string =>
  version.replace(/(^|\d)([a-z])/g, (_, digit: string, letter: string) => digit + letter.toUpperCase());

/** The class of a kind and version. */
export const className = (kind: string, version: string): string => kind + versionName(version);

/** The module of an API group. */
export const moduleName = (group: string): string => (group === '' ? 'core' : group);

/** Orders versions as Kubernetes does: stable before beta before alpha, newest first. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionRank(a), versionRank(b)];
  return left.stage - right.stage || right.major - left.major || right.minor - left.minor;
}

function versionRank(version: string): { stage: number; major: number; minor: number } {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) throw new Error(`'${version}' is not a Kubernetes version; write it as v1, v1beta1 or v1alpha1.`);
  const [, major, stage, minor] = match;
  return { stage: stage === undefined ? 0 : stage === 'beta' ? 1 : 2, major: Number(major), minor: Number(minor ?? 0) };
}

/** The plural by which the API server serves a built-in kind. */
export function builtinPlural(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === 'endpoints') return lower;
  if (lower.endsWith('s')) return `${lower}es`;
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}
