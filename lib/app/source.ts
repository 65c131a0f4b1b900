import type { ClusterSource, FluxBootstrap } from '../gitops/writer.js';
import { MeshError, artifactSpec, dnsSubdomain, refuse, type At } from '../model/index.js';

/** Parses what a cluster reads its tree from. */
export function sourceOf(where: string, source: ClusterSource): ClusterSource {
  if (source.kind === 'oci') {
    const { pullSecret, verify } = source;
    artifactSpec(source, { where, field: 'repository' });
    if (pullSecret !== undefined) dnsSubdomain(pullSecret, { where, field: 'repository.pullSecret' });
    if (verify?.kind === 'key') dnsSubdomain(verify.secretName, { where, field: 'repository.verify.secretName' });
    return source;
  }
  if (!/^(?:https|ssh):\/\/[^\s/]+\/\S+$/.test(source.url)) {
    throw new MeshError({
      code: 'TM1011',
      where,
      field: 'repository.url',
      what: 'Flux reads a repository over https or ssh',
      value: source.url,
      remedy: 'Write a URL such as "ssh://git@git.example.com/platform/fleet.git".',
    });
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(source.branch)) {
    throw new MeshError({
      code: 'TM2023',
      where,
      field: 'repository.branch',
      what: 'not the name of a branch',
      value: source.branch,
      remedy: 'Write a name such as "main".',
    });
  }
  return source;
}

/** How Flux comes into a cluster where nobody says it: the CLI bootstraps from a Git repository alone. */
export function defaultBootstrap({ kind }: ClusterSource): FluxBootstrap {
  return { kind: kind === 'oci' ? 'flux-install' : 'flux-bootstrap' };
}

/** Parses how Flux comes into a cluster, which must go with what it reads. */
export function bootstrapOf(where: string, bootstrap: FluxBootstrap, source: ClusterSource): FluxBootstrap {
  const at = { where, field: 'bootstrap' };
  switch (bootstrap.kind) {
    case 'flux-install':
      return bootstrap;
    case 'flux-bootstrap':
      return source.kind === 'oci' ? refuseGitAlone(at) : bootstrap;
    case 'flux-operator':
      return operatorOf(where, bootstrap, source);
  }
}

function refuseGitAlone(at: At): never {
  return refuse(
    'TM2028',
    at,
    '`flux bootstrap` writes into a Git repository, and this cluster reads an OCI artifact',
    'flux-bootstrap',
    'Write `bootstrap: { kind: "flux-install" }` or `{ kind: "flux-operator" }`.',
  );
}

function operatorOf(
  where: string,
  bootstrap: Extract<FluxBootstrap, { readonly kind: 'flux-operator' }>,
  source: ClusterSource,
): FluxBootstrap {
  const { pullSecret, version = '2.x' } = bootstrap;
  if (pullSecret !== undefined) {
    const at = { where, field: 'bootstrap.pullSecret' };
    dnsSubdomain(pullSecret, at);
    if (source.kind === 'oci') {
      refuse('TM2028', at, 'an OCI artifact names its own Secret', pullSecret, 'Write it as `repository.pullSecret`.');
    }
  }
  if (/^2\.(?:x|\*|[0-9]+\.(?:x|\*|[0-9]+))$/.test(version)) return bootstrap;
  throw new MeshError({
    code: 'TM2025',
    where,
    field: 'bootstrap.version',
    what: 'not a version of Flux 2',
    value: version,
    remedy: 'Write a version such as "2.9.0", or a range such as "2.x" or "2.9.x".',
  });
}
