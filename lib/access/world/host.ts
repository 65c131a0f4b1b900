/** A host as the mesh registers it: a short name means a Service, of the namespace it is written in unless it says another. */
export function qualifiedHost(host: string, namespace: string, domain: string): string {
  if (host.startsWith('*') || host === '') return host;
  const parts = host.split('.');
  if (parts.length === 1) return `${host}.${namespace}.svc.${domain}`;
  if (host.endsWith('.svc')) return `${host}.${domain}`;
  return host;
}

/** A host as a client writes it, with its search path: `name.namespace` is a Service too. */
export function resolvedHost(host: string, namespace: string, domain: string): string {
  const parts = host.split('.');
  return parts.length === 2 ? `${host}.svc.${domain}` : qualifiedHost(host, namespace, domain);
}

/** Host and port of an authority. */
export function splitAuthority(authority: string): { host: string; port: number | undefined } {
  const found = /^(.*?)(?::(\d{1,5}))?$/.exec(authority);
  const port = found?.[2];
  return { host: found?.[1] ?? authority, port: port === undefined ? undefined : Number(port) };
}
