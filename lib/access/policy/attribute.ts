import { blockTest } from './ip-block.js';
import type { Address, Call, Token } from './call.js';
import { namespaceTest, principalTest, serviceAccountTest, trustDomainTest } from './identity-test.js';
import { isPathTemplate } from '../../analyzer/lookup/path-template.js';
import { pathTemplateTest } from './path-template.js';
import { headerTest, hostTest, textTest, type TextTest } from './text-pattern.js';
import { claimTest, requestPrincipalTest } from './token-test.js';
import { MAYBE, NO, truth, type Truth } from './truth.js';

/** A test of a call. */
export type CallTest = (call: Call) => Truth;

/** What a value of a policy is read with. */
export interface ValueContext {
  /** Namespace of the policy. */
  readonly namespace: string;
}

/** Something of a call that policies can ask for. */
export interface Attribute {
  /** Whether it exists in HTTP requests alone. */
  readonly http: boolean;
  /** Test of one value; undefined for a value that nothing can be made of. */
  readonly test: (value: string, context: ValueContext) => CallTest | undefined;
}

const REQUEST_HEADERS = 'request.headers';
const REQUEST_CLAIMS = 'request.auth.claims';
const ENVOY_METADATA = 'experimental.envoy.filters.';

/** Attributes by the key that `when` uses; methods, hosts and paths have none there and go by Envoy's names. */
const FIXED: Readonly<Record<string, Attribute>> = {
  'source.ip': address(({ ip }) => ip),
  'remote.ip': address(({ remoteIp }) => remoteIp),
  'source.namespace': identity(namespaceTest),
  'source.serviceAccount': identity((value, { namespace }) => serviceAccountTest(value, namespace)),
  'source.trustDomain': identity(trustDomainTest),
  'source.principal': identity(principalTest),
  'request.auth.principal': token((value) => requestPrincipalTest(value)),
  'request.auth.audiences': token((value) => claimTest(['aud'], value)),
  'request.auth.presenter': token((value) => claimTest(['azp'], value)),
  'destination.ip': address(({ destIp }) => destIp),
  'destination.port': { http: false, test: portTest },
  // A proxy keeps server names in lower case, and takes the texts of policies as they stand.
  'connection.sni': { http: false, test: (value) => text(({ sni }) => sni.toLowerCase(), textTest(value)) },
  ':authority': { http: true, test: (value) => text(({ host }) => host, hostTest(value)) },
  ':method': { http: true, test: (value) => text(({ method }) => method, headerTest(value)) },
  ':path': { http: true, test: (value) => text(({ path }) => path, pathTest(value)) },
};

/** The attribute of a key; undefined for a key that Istio does not know. */
export function attributeOf(key: string): Attribute | undefined {
  if (key.startsWith(REQUEST_HEADERS)) return headerAttribute(key.slice(REQUEST_HEADERS.length));
  if (key.startsWith(REQUEST_CLAIMS)) return claimAttribute(key.slice(REQUEST_CLAIMS.length));
  if (key.startsWith(ENVOY_METADATA)) return { http: false, test: () => (key.includes('[') ? () => MAYBE : undefined) };
  return key.startsWith(':') ? undefined : fixedAttribute(key);
}

/** An attribute of the fixed table, those of operations included. */
export function fixedAttribute(key: string): Attribute | undefined {
  return FIXED[key];
}

/** Name of the header that a key of `when` asks for, in lower case. */
export function headerOf(key: string): string | undefined {
  if (!key.startsWith(REQUEST_HEADERS)) return undefined;
  return /^\[(.+)\]$/.exec(key.slice(REQUEST_HEADERS.length))?.[1]?.toLowerCase();
}

/** Path of the claim that a key of `when` asks for. */
export function claimOf(key: string): readonly string[] | undefined {
  if (!key.startsWith(REQUEST_CLAIMS)) return undefined;
  const brackets = key.slice(REQUEST_CLAIMS.length);
  if (/^(\[[^[\]]+\])+$/.test(brackets)) return brackets.slice(1, -1).split('][');
  // Istio takes what is no row of names for one name, with the brackets inside it.
  return /^\[.+\]$/.test(brackets) ? [brackets.slice(1, -1)] : undefined;
}

function headerAttribute(brackets: string): Attribute {
  const name = headerOf(REQUEST_HEADERS + brackets);
  return {
    http: true,
    test: (value) => {
      if (name === undefined) return undefined;
      const test = headerTest(value);
      return (call) => {
        const found = headerValue(call, name);
        return truth(found !== undefined && test(found));
      };
    },
  };
}

function headerValue(call: Call, name: string): string | undefined {
  switch (name) {
    case 'host':
    case ':authority':
      return call.host;
    case ':method':
      return call.method;
    case ':path':
      return call.path + (call.query ?? '');
    default:
      return call.headers.get(name);
  }
}

function claimAttribute(brackets: string): Attribute {
  const path = claimOf(REQUEST_CLAIMS + brackets);
  return path === undefined ? { http: true, test: () => undefined } : token((value) => claimTest(path, value));
}

function address(read: (call: Call) => Address | undefined): Attribute {
  return {
    http: false,
    test: (value) => {
      const test = blockTest(value);
      if (test === undefined) return undefined;
      return (call) => {
        const found = read(call);
        return found === undefined ? MAYBE : truth(test(found));
      };
    },
  };
}

function identity(testOf: (value: string, context: ValueContext) => TextTest | undefined): Attribute {
  return {
    http: false,
    test: (value, context) => {
      const test = testOf(value, context);
      return test && (({ principal }) => (principal === undefined ? NO : truth(test(principal))));
    },
  };
}

function token(testOf: (value: string) => (token: Token) => boolean): Attribute {
  return {
    http: true,
    test: (value) => {
      const test = testOf(value);
      return (call) => (call.token === undefined ? NO : truth(test(call.token)));
    },
  };
}

function text(read: (call: Call) => string, test: TextTest): CallTest {
  return (call) => truth(test(read(call)));
}

function pathTest(value: string): TextTest {
  return isPathTemplate(value) ? pathTemplateTest(value) : textTest(value);
}

function portTest(value: string): CallTest | undefined {
  if (!/^\d+$/.test(value) || Number(value) > 65_535) return undefined;
  const wanted = Number(value);
  return ({ port }) => truth(port === wanted);
}
