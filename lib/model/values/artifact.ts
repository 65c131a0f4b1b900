import { refuse, type At } from './brand.js';

/** Which version of an OCI artifact is taken. */
export type ArtifactRef =
  /** What a tag names now. */
  | { readonly kind: 'tag'; readonly tag: string }
  /** The newest tag in a range of versions, such as `>=1.0.0 <2.0.0`. */
  | { readonly kind: 'semver'; readonly range: string }
  /** These very bytes. */
  | { readonly kind: 'digest'; readonly digest: string };

/** An identity that cosign signs with: both are regular expressions, anchored at both ends. */
export interface OidcIdentity {
  /** Issuer of the token, such as `^https://token\.actions\.githubusercontent\.com$`. */
  readonly issuer: string;
  /** Who signed, such as `^https://github\.com/example/fleet/\.github/workflows/publish\.yaml@refs/heads/main$`. */
  readonly subject: string;
}

/**
 * By which signature of cosign an artifact is accepted.
 *
 * See https://fluxcd.io/flux/components/source/ocirepositories/#verification
 */
export type ArtifactVerification =
  /** A signature without keys, of one of these identities. */
  | { readonly kind: 'keyless'; readonly matchOIDCIdentity: readonly [OidcIdentity, ...OidcIdentity[]] }
  /** A signature of a key whose public part, in files `*.pub`, is in a Secret beside the source. */
  | { readonly kind: 'key'; readonly secretName: string };

/** An OCI artifact that Flux reads, as a program gives it. */
export interface Artifact {
  /** URL, beginning with `oci://` and without a tag. */
  readonly url: string;
  /** Which version is taken. */
  readonly ref: ArtifactRef;
  /**
   * By which signature it is accepted.
   * @default - unsigned artifacts are accepted too
   */
  readonly verify?: ArtifactVerification;
}

/** The part of an OCIRepository that says which artifact it reads; a type of its own, since an interface is no JSON. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- see above
export type ArtifactSpec = {
  readonly url: string;
  readonly ref: { readonly tag: string } | { readonly semver: string } | { readonly digest: string };
  /** @default - unsigned artifacts are accepted too */
  readonly verify?: {
    readonly provider: 'cosign';
    /** @default - by a key */
    readonly matchOIDCIdentity?: readonly { readonly issuer: string; readonly subject: string }[];
    /** @default - by an identity */
    readonly secretRef?: { readonly name: string };
  };
};

/** Parses an artifact into what an OCIRepository says of it; `at.field` names the place of the artifact. */
export function artifactSpec({ url, ref, verify }: Artifact, at: At): ArtifactSpec {
  const below = (field: string): At => ({ where: at.where, field: `${at.field}.${field}` });
  return {
    url: artifactUrl(url, below('url')),
    ref: refOf(ref, below('ref')),
    ...(verify === undefined ? {} : { verify: verifyOf(verify, below('verify')) }),
  };
}

function artifactUrl(url: string, at: At): string {
  if (/^oci:\/\/[^/\s@]+(?::[0-9]+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/.test(url)) return url;
  return refuse(
    'TM1011',
    at,
    'not the URL of an OCI artifact',
    url,
    'Write a URL such as "oci://ghcr.io/example/fleet".',
  );
}

function refOf(ref: ArtifactRef, at: At): ArtifactSpec['ref'] {
  switch (ref.kind) {
    case 'tag':
      return { tag: matching(/^\w[\w.-]{0,127}$/, ref.tag, at, 'Write a tag such as "stable".') };
    case 'semver':
      return {
        semver: matching(
          /^[\w.*<>=~^|, +-]*[0-9*xX][\w.*<>=~^|, +-]*$/,
          ref.range,
          at,
          'Write a range such as ">=1.0.0 <2.0.0".',
        ),
      };
    case 'digest':
      return {
        digest: matching(
          /^sha256:[0-9a-f]{64}$/,
          ref.digest,
          at,
          'Write a digest such as "sha256:", followed by 64 hexadecimal digits.',
        ),
      };
  }
}

function matching(pattern: RegExp, text: string, at: At, remedy: string): string {
  return pattern.test(text) ? text : refuse('TM1015', at, 'not a version of an OCI artifact', text, remedy);
}

function verifyOf(verify: ArtifactVerification, at: At): NonNullable<ArtifactSpec['verify']> {
  switch (verify.kind) {
    case 'keyless':
      for (const { issuer, subject } of verify.matchOIDCIdentity)
        for (const text of [issuer, subject]) refuseOpen(text, at);
      return {
        provider: 'cosign',
        matchOIDCIdentity: verify.matchOIDCIdentity.map(({ issuer, subject }) => ({ issuer, subject })),
      };
    case 'key':
      return { provider: 'cosign', secretRef: { name: verify.secretName } };
  }
}

/** An expression without its ends also accepts an identity that only holds the one that is meant. */
function refuseOpen(text: string, at: At): void {
  if (/^\^.+\$$/.test(text) && !/^\^\.[*+]\$$/.test(text)) return;
  refuse(
    'TM1016',
    at,
    'an identity is a regular expression from "^" to "$" that does not accept everything',
    text,
    String.raw`Write an expression such as "^https://token\.actions\.githubusercontent\.com$".`,
  );
}
