import { Construct } from 'constructs';
import { GitRepositoryV1 } from '../../lib/imports/flux/index.js';
import { dnsSubdomain, goDuration, MeshError, needSecret } from '../../lib/model/index.js';

/** Which commit of a repository is taken. */
export type GitRef =
  | { readonly kind: 'branch'; readonly branch: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'semver'; readonly range: string };

/**
 * By which signature of OpenPGP a commit is accepted.
 *
 * See https://fluxcd.io/flux/components/source/gitrepositories/#verification
 */
export interface GitVerification {
  /** What must be signed: the commit, the tag, or both. */
  readonly mode: 'HEAD' | 'Tag' | 'TagAndHEAD';
  /** Secret with the public keys, in the namespace of the source. */
  readonly secretName: string;
}

/** Props of {@link GitSource}. */
export interface GitSourceProps {
  /** Name of the GitRepository. */
  readonly name: string;
  /** Its namespace; Kustomizations of other namespaces may not refer to it. */
  readonly namespace: string;
  /** URL of the repository, by https or ssh. */
  readonly url: string;
  /** Which commit is taken. */
  readonly ref: GitRef;
  /**
   * Secret with the key or password, in the same namespace.
   * @default - a public repository
   */
  readonly secretName?: string;
  /**
   * By which signature a commit is accepted.
   * @default - unsigned commits are accepted too
   */
  readonly verify?: GitVerification;
  /**
   * How often to look for commits.
   * @default '1m'
   */
  readonly interval?: string;
}

/**
 * A Git repository that Flux reads.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export class GitSource extends Construct {
  /** Name of the GitRepository. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: GitSourceProps) {
    super(scope, id);
    const where = this.node.path;
    this.name = dnsSubdomain(props.name, { where, field: 'name' });
    new GitRepositoryV1(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace },
      spec: {
        interval: goDuration(props.interval ?? '1m', { where, field: 'interval' }),
        url: gitUrl(this, props.url),
        ref: refOf(props.ref),
        ...(props.secretName === undefined ? {} : { secretRef: { name: props.secretName } }),
        ...(props.verify === undefined ? {} : { verify: verifyOf(props.verify) }),
      },
    });
    if (props.verify === undefined) return;
    const purpose = `public keys, of which one must have signed the commits of ${props.url}`;
    needSecret(this, { namespace: props.namespace, name: props.verify.secretName, keys: [], purpose });
  }
}

function verifyOf({ mode, secretName }: GitVerification) {
  return { mode, secretRef: { name: secretName } };
}

function refOf(ref: GitRef): { branch: string } | { tag: string } | { semver: string } {
  switch (ref.kind) {
    case 'branch':
      return { branch: ref.branch };
    case 'tag':
      return { tag: ref.tag };
    case 'semver':
      return { semver: ref.range };
  }
}

function gitUrl(scope: Construct, url: string): string {
  if (/^(https|ssh):\/\/[^/\s]+\/\S+$/.test(url) && !/^https:\/\/[^/]*@/.test(url)) return url;
  throw new MeshError({
    code: 'TM1011',
    where: scope.node.path,
    field: 'url',
    what: 'not the URL of a Git repository by https or ssh, or one that holds a password',
    value: url,
    remedy: 'Write "https://git.example.com/team/apps.git" or "ssh://git@git.example.com/team/apps.git".',
  });
}
