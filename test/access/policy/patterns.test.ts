import { blockTest } from '../../../lib/access/policy/ip-block.js';
import {
  namespaceTest,
  principalTest,
  serviceAccountTest,
  trustDomainTest,
} from '../../../lib/access/policy/identity-test.js';
import { pathTemplateTest } from '../../../lib/access/policy/path-template.js';
import { isPathTemplate, templateFault } from '../../../lib/analyzer/lookup/path-template.js';
import { expressionTest, headerTest, hostTest, textTest } from '../../../lib/access/policy/text-pattern.js';
import { claimTest, requestPrincipalTest } from '../../../lib/access/policy/token-test.js';
import { expandPrincipals, expandTrustDomains } from '../../../lib/access/policy/trust-domains.js';
import { addressNumber } from '../../../lib/model/index.js';

describe('texts', () => {
  it.each([
    ['*', 'a', true],
    ['*', '', false],
    ['a*', 'ab', true],
    ['*a', 'ba', true],
    ['*a*', 'ba*', true],
    ['*a*', 'bac', false],
    ['a', 'A', false],
  ])('%s over %j: %s', (pattern, text, matches) => {
    expect(textTest(pattern)(text)).toBe(matches);
  });

  it('a header of any value may be empty', () => {
    expect(headerTest('*')('')).toBe(true);
  });

  it.each([
    ['example.com', 'EXAMPLE.com', true],
    ['example.com', 'example.com:8080', false],
    ['example.com:*', 'example.com:8080', true],
    ['*.example.com', 'example.com', false],
  ])('host %s over %s: %s', (pattern, host, matches) => {
    expect(hostTest(pattern)(host)).toBe(matches);
  });

  it('expressions are those of RE2', () => {
    expect(expressionTest('a.c')?.('abc')).toBe(true);
    expect(expressionTest('(?i)a{2}')?.('AA')).toBe(true);
    expect(expressionTest('a(?=b)')).toBeUndefined();
  });
});

describe('path templates', () => {
  it.each([
    ['/api/{*}', '/api/a', true],
    ['/api/{*}', '/api/', false],
    ['/api/{*}', '/api/a=b', false],
    ['/admin/{**}', '/admin/', true],
    ['/admin/{**}', '/admin', false],
    ['/store/{**}/cart', '/store/a/b/cart', true],
    ['/store/{**}/cart', '/store//cart', true],
    ['/store/{**}/cart', '/store/cart', false],
    ['/a.b/{*}', '/axb/c', false],
  ])('%s over %s: %s', (template, path, matches) => {
    expect(isPathTemplate(template)).toBe(true);
    expect(pathTemplateTest(template)(path)).toBe(matches);
  });

  it('names what Envoy refuses', () => {
    expect(templateFault('api/{*}')).toBe('a path template begins with "/"');
    expect(templateFault('/a=b/{*}')).toBe('"a=b" has a character that Envoy refuses in a path template');
    expect(templateFault('/a{*}/b')).toBe('"a{*}" has a character that Envoy refuses in a path template');
    expect(templateFault('/a//{*}')).toBe('a path template has no empty segment');
    expect(templateFault('/{**}/{*}')).toBe('no operator follows {**} in a path template');
    expect(['/api/{*}/x', '/{**}/x', '/{*}/{**}', '/api/{*}/'].map(templateFault)).toEqual(Array(4).fill(undefined));
  });
});

describe('identities', () => {
  const uri = 'spiffe://td/ns/foo-bar/sa/web';
  it.each([
    ['td/ns/foo-bar/sa/web', true],
    ['*', true],
    ['*/sa/web', true],
    ['*/sa/w.b', true],
    ['td/ns/foo*', true],
    ['td/ns/f*/sa/web', false],
  ])('principal %s: %s', (value, matches) => {
    expect(principalTest(value)?.(uri)).toBe(matches);
  });

  it.each([
    ['f*r', true],
    ['foo', false],
    ['*-bar', true],
  ])('namespace %s: %s', (value, matches) => {
    expect(namespaceTest(value)?.(uri)).toBe(matches);
  });

  it('a service account is of the namespace of the policy', () => {
    expect(serviceAccountTest('web', 'foo-bar')?.(uri)).toBe(true);
    expect(serviceAccountTest('web', 'other')?.(uri)).toBe(false);
    expect(serviceAccountTest('foo-bar/web', 'other')?.(uri)).toBe(true);
    expect(serviceAccountTest('we', 'foo-bar')?.(uri)).toBe(false);
  });

  it('the star of a trust domain stays inside it', () => {
    expect(trustDomainTest('t*')?.(uri)).toBe(true);
    expect(trustDomainTest('*')?.(uri)).toBe(true);
    expect(trustDomainTest('*.local')?.('spiffe://xlocal/ns/a/sa/b')).toBe(false);
  });

  it('principals of the mesh count under each of its names', () => {
    const mesh = ['new', 'old', '*-eu'];
    expect(expandPrincipals(['old/ns/a/sa/b'], mesh)).toEqual(['new/ns/a/sa/b', 'old/ns/a/sa/b', '*-eu/ns/a/sa/b']);
    expect(expandPrincipals(['cluster.local/ns/a/sa/b'], ['new'])).toEqual(['new/ns/a/sa/b']);
    expect(expandPrincipals(['cluster.local/*', '*/ns/a/sa/b', 'far/ns/a/sa/b'], mesh)).toEqual([
      'cluster.local/*',
      '*/ns/a/sa/b',
      'far/ns/a/sa/b',
    ]);
    expect(expandPrincipals(['x-eu/ns/a/sa/b'], mesh)).toContain('x-eu/ns/a/sa/b');
    expect(expandTrustDomains(['old', 'far'], ['new', 'old'])).toEqual(['new', 'old', 'far']);
  });
});

describe('addresses', () => {
  const inside = (block: string, text: string): boolean | undefined => {
    const address = addressNumber(text);
    return address && blockTest(block)?.(address);
  };
  it.each([
    ['10.1.2.3/24', '10.1.2.250', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '10.0.0.1', false],
    ['10.1.2.3', '10.1.2.3', true],
  ])('%s over %s: %s', (block, address, matches) => {
    expect(inside(block, address)).toBe(matches);
  });

  it('what is none has no test', () => {
    expect(blockTest('10.0.0/8')).toBeUndefined();
  });
});

describe('tokens', () => {
  const token = {
    iss: 'https://i/a',
    sub: 'bob',
    aud: ['web'],
    claims: { scope: 'read write', n: 3, r: { l: ['x'] } },
  };
  it.each([
    ['https://i/a/bob', true],
    ['https://i/a/*', true],
    ['*/bob', true],
    ['*b', true],
    ['https://i/a*', false],
    ['https://i/*', false],
    ['*', true],
  ])('request principal %s: %s', (value, matches) => {
    expect(requestPrincipalTest(value)(token)).toBe(matches);
  });

  it('a token without subject has no request principal', () => {
    expect(requestPrincipalTest('*')({ iss: 'a' })).toBe(false);
  });

  it.each([
    [['scope'], 'write', true],
    [['scope'], 'read write', false],
    [['n'], '3', false],
    [['n'], '*', false],
    [['r', 'l'], 'x', true],
    [['r'], '*', false],
    [['aud'], 'w*', true],
    [['iss'], 'https://*', true],
  ])('claim %j over %s: %s', (path, pattern, matches) => {
    expect(claimTest(path, pattern)(token)).toBe(matches);
  });
});
