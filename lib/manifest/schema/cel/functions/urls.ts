import { CelError } from '../ast.js';
import { isRequestUri } from '../../structural/formats.js';
import { Url, type CelValue } from '../values.js';
import { on, onText, type Functions } from './signature.js';

const PARTS = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/s;

/** Makers of URLs. */
export const URL_FUNCTIONS: Functions = {
  isURL: onText('isURL', isRequestUri),
  url: onText('url', (text) => {
    if (!isRequestUri(text)) throw new CelError(`not a URL: ${text}`);
    const [, scheme = '', authority = '', path = '', query = ''] = PARTS.exec(text) ?? [];
    return new Url(scheme.toLowerCase(), authority.slice(authority.lastIndexOf('@') + 1), path, query);
  }),
};

/** Methods of URLs. */
export const URL_METHODS: Functions = {
  getEscapedPath: on('getEscapedPath', isUrl, ({ path }) => path),
  getHost: on('getHost', isUrl, ({ host }) => host),
  getHostname: on('getHostname', isUrl, ({ host }) => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')),
  getPort: on('getPort', isUrl, ({ host }) => /:(\d*)$/.exec(host)?.[1] ?? ''),
  getQuery: on('getQuery', isUrl, ({ query }) => queryOf(query)),
  getScheme: on('getScheme', isUrl, ({ scheme }) => scheme),
};

function isUrl(value: CelValue | undefined): value is Url {
  return value instanceof Url;
}

function queryOf(query: string): CelValue {
  const found: Record<string, string[]> = {};
  for (const [key, value] of new URLSearchParams(query)) (found[key] ??= []).push(value);
  return found;
}
