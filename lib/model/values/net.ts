import { sampleText } from '../fact.js';
import { refuse, type At, type Branded } from './brand.js';
import { isDnsLabel, isDnsSubdomain } from './dns.js';

/** A TCP or UDP port, 1 to 65535. */
export type Port = Branded<number, 'Port'>;
/** A trust domain of SPIFFE, such as `cluster.local`. */
export type TrustDomain = Branded<string, 'TrustDomain'>;
/** A URL with scheme https, without query or fragment; may hold a fact. */
export type HttpsUrl = Branded<string, 'HttpsUrl'>;
/** An image without tag or digest, such as `ghcr.io/example/app`. */
export type ImageName = Branded<string, 'ImageName'>;
/** A name of an HTTP header, in lower case. */
export type HeaderName = Branded<string, 'HeaderName'>;

/** Parses a port. */
export function port(value: number, at: At): Port {
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    refuse('TM1010', at, 'not a port', value, 'Write a whole number from 1 to 65535.');
  }
  return value as Port;
}

/** Parses a trust domain. */
export function trustDomain(value: string, at: At): TrustDomain {
  if (!isDnsSubdomain(value)) {
    refuse(
      'TM1009',
      at,
      'not a trust domain',
      value,
      'Write a lower case domain without scheme or path, such as "cluster.local".',
    );
  }
  return value as unknown as TrustDomain;
}

/** The SPIFFE id of a workload, without the scheme: the form that `principals` of Istio take. */
export function principalOf(td: string, namespace: string, serviceAccount: string): string {
  return `${td}/ns/${namespace}/sa/${serviceAccount}`;
}

/** Parses an https URL. A fact inside is judged by its sample. */
export function httpsUrl(value: string, at: At): HttpsUrl {
  const text = sampleText(value);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '') {
    refuse('TM1011', at, 'not an https URL', value, 'Write a URL such as "https://login.example.com/realms/a".');
  }
  return value as HttpsUrl;
}

/** Host of a URL that {@link httpsUrl} has accepted; facts are read by their samples. */
export function urlHost(value: HttpsUrl): string {
  return new URL(sampleText(value)).hostname;
}

/** Port of a URL that {@link httpsUrl} has accepted. */
export function urlPort(value: HttpsUrl): number {
  const { port: text } = new URL(sampleText(value));
  return text === '' ? 443 : Number(text);
}

/** Parses an image name; tag and digest are given apart, so that automation can change them. */
export function imageName(value: string, at: At): ImageName {
  const parts = value.split('/');
  const [registry = '', ...path] = parts;
  const ok =
    path.length > 0 &&
    /^[a-z0-9.-]+(:[0-9]+)?$/.test(registry) &&
    path.every((part) => /^[a-z0-9]+([._-]+[a-z0-9]+)*$/.test(part));
  if (!ok) {
    refuse(
      'TM1013',
      at,
      'not an image name with registry and without tag',
      value,
      'Write registry and path, such as "ghcr.io/example/app"; give the tag in its own field.',
    );
  }
  return value as ImageName;
}

/** Parses a header name; pseudo-headers are refused. */
export function headerName(value: string, at: At): HeaderName {
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(value)) {
    refuse(
      'TM1014',
      at,
      'not a header name in lower case',
      value,
      `Write "${value.toLowerCase().replace(/[^a-z0-9-]/g, '-')}".`,
    );
  }
  return value as HeaderName;
}

/** Parses a `ns/name` reference. */
export function namespacedName(value: string, at: At): { namespace: string; name: string } {
  const [namespace = '', name = '', ...rest] = value.split('/');
  if (rest.length > 0 || !isDnsLabel(namespace) || !isDnsSubdomain(name)) {
    refuse(
      'TM1002',
      at,
      'not a namespace and a name',
      value,
      'Write "namespace/name", such as "istio-ingress/shared".',
    );
  }
  return { namespace, name };
}
