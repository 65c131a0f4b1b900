/** Trust domain that stands for the mesh's own in policies, whatever its name. */
const POINTER = 'cluster.local';

/** Principals as the mesh compares them: one of a trust domain of the mesh counts under each of its names. */
export function expandPrincipals(values: readonly string[], domains: readonly string[]): readonly string[] {
  return values.flatMap((value) => {
    const [domain = '', ...rest] = value.split('/');
    if (rest.length !== 4 || domain === '*') return [value];
    if (domain !== POINTER && !domains.some((known) => covers(known, domain))) return [value];
    const renamed = domains.map((known) => (isSuffixOf(known, domain) ? value : [known, ...rest].join('/')));
    return [...new Set(renamed)];
  });
}

/** Trust domains as the mesh compares them: a name of the mesh stands for all its names. */
export function expandTrustDomains(values: readonly string[], domains: readonly string[]): readonly string[] {
  return [...new Set(values.flatMap((value) => (domains.includes(value) ? domains : [value])))];
}

function covers(pattern: string, domain: string): boolean {
  if (pattern === domain || pattern === '*') return true;
  return (pattern.endsWith('*') && domain.startsWith(pattern.slice(0, -1))) || isSuffixOf(pattern, domain);
}

function isSuffixOf(pattern: string, domain: string): boolean {
  return pattern.startsWith('*') && domain.endsWith(pattern.slice(1));
}
