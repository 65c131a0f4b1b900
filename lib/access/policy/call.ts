import type { AddressRange, JsonObject } from '../../model/index.js';

/** A token whose signature, issuer and audience a RequestAuthentication accepted. */
export interface Token {
  /** Issuer of the token. */
  readonly iss: string;
  /** Subject. @default - none */
  readonly sub?: string;
  /** Audiences. @default - none */
  readonly aud?: string | readonly string[];
  /** Other claims. @default - none */
  readonly claims?: JsonObject;
}

/** An address as a number. */
export type Address = Pick<AddressRange, 'family'> & { readonly value: bigint };

/** How a proxy reads the bytes of a port. */
export type CallProtocol = 'http' | 'tcp';

/** One call as the proxy of the callee sees it, after handshake and token check. */
export interface Call {
  /** How the port is read. */
  readonly protocol: CallProtocol;
  /** SPIFFE URI of the caller; undefined when it shows no certificate. */
  readonly principal: string | undefined;
  /** Peer on the wire; undefined when only known at run time. */
  readonly ip: Address | undefined;
  /** Client after X-Forwarded-For or PROXY protocol; undefined when only known at run time. */
  readonly remoteIp: Address | undefined;
  /** Address of the callee; undefined when only known at run time. */
  readonly destIp: Address | undefined;
  /** Port of the workload. */
  readonly port: number;
  /** Whole authority. */
  readonly host: string;
  /** Method of the request. */
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** What follows the path, its first character included. @default - nothing */
  readonly query?: string;
  /** Headers by name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The accepted token. */
  readonly token: Token | undefined;
  /** Server name of the TLS connection; empty without one. */
  readonly sni: string;
}
