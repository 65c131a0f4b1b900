import type { Token } from '../policy/call.js';

/** Where a request comes from. */
export type From =
  | { readonly kind: 'workload'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'serviceAccount'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  /** A pod without a proxy, with labels of its own. */
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      /** @default - no labels */
      readonly labels?: Readonly<Record<string, string>>;
    }
  /** A client outside of the cluster. */
  | {
      readonly kind: 'outside';
      /** Gateway pods it comes to, as `namespace/name`. @default - any of them */
      readonly gateway?: string;
      /** Its address. @default - only known at run time */
      readonly ip?: string;
      /** SPIFFE id of its certificate, without scheme. @default - none */
      readonly certificate?: string;
    };

/** Where a request goes. */
export type To =
  | {
      readonly kind: 'workload';
      readonly namespace: string;
      readonly name: string;
      /** Port of the pods. @default - each of its ports */
      readonly port?: number;
    }
  | {
      readonly kind: 'service';
      readonly namespace: string;
      readonly name: string;
      /** Port of the Service. @default - each of its ports */
      readonly port?: number;
    }
  | {
      readonly kind: 'host';
      readonly host: string;
      /** @default 443 */
      readonly port?: number;
    };

/** What is asked for. */
export interface AccessRequest {
  /** Authority as the client writes it. @default - the host of the callee */
  readonly host?: string;
  /** Method of the request. @default 'GET' */
  readonly method?: string;
  /** Path, with query if any. @default '/' */
  readonly path?: string;
  /** Headers by name. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Token with a good signature; behind an external authorizer, the one it hands on. @default - none */
  readonly token?: Token;
  /** Server name of the TLS connection of an outside client. @default - the host */
  readonly sni?: string;
  /** How the client talks, where the port leaves it open. @default 'http' */
  readonly protocol?: 'http' | 'tcp';
}

/** A question. */
export interface Question {
  /** Where the request comes from. */
  readonly from: From;
  /** Where it goes. */
  readonly to: To;
  /** What is asked for. @default - GET / without token */
  readonly request?: AccessRequest;
  /**
   * What external authorizers say, by name of their provider.
   * @default - the answer depends on them
   */
  readonly providers?: Readonly<Record<string, 'allow' | 'deny'>>;
}

/** An end as text. */
export function endText(end: From | To): string {
  switch (end.kind) {
    case 'workload':
      return `${end.namespace}/${end.name}${portText(end)}`;
    case 'service':
      return `service ${end.namespace}/${end.name}${portText(end)}`;
    case 'serviceAccount':
      return `service account ${end.namespace}/${end.name}`;
    case 'namespace':
      return `namespace ${end.namespace}`;
    case 'pod':
      return `a pod without proxy in ${end.namespace}`;
    case 'outside':
      return end.gateway === undefined ? 'outside' : `outside through ${end.gateway}`;
    case 'host':
      return `${end.host}${portText(end)}`;
  }
}

function portText(end: object): string {
  return 'port' in end && typeof end.port === 'number' ? `:${String(end.port)}` : '';
}
