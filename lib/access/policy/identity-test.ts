import { escaped, expressionTest, type TextTest } from './text-pattern.js';

const SCHEME = 'spiffe://';

/** Test of a `principals` value over the caller's SPIFFE URI. A leading star makes the rest a regular expression. */
export function principalTest(value: string): TextTest | undefined {
  if (value === '*') return (uri) => uri !== '';
  if (value.startsWith('*')) return expressionTest(`${SCHEME}.*${value.slice(1)}`);
  if (value.endsWith('*')) {
    const start = SCHEME + value.slice(0, -1);
    return (uri) => uri.startsWith(start);
  }
  const whole = SCHEME + value;
  return (uri) => uri === whole;
}

/** Test of a `namespaces` value; stars stand anywhere. */
export function namespaceTest(value: string): TextTest | undefined {
  return expressionTest(`.*/ns/${value.replaceAll('*', '.*')}/.*`);
}

/** Test of a `serviceAccounts` value; without a namespace it means that of the policy, in any trust domain. */
export function serviceAccountTest(value: string, policyNamespace: string): TextTest | undefined {
  const slash = value.indexOf('/');
  const namespace = slash < 0 ? policyNamespace : value.slice(0, slash);
  return expressionTest(`${SCHEME}.+/ns/${namespace}/(.+/|)sa/${value.slice(slash + 1)}(/.+)?`);
}

/** Test of a `trustDomains` value; one star at one end, which stays inside the trust domain. */
export function trustDomainTest(value: string): TextTest | undefined {
  if (!value.includes('*')) {
    const start = `${SCHEME}${value}/`;
    return (uri) => uri.startsWith(start);
  }
  const compiled = new RegExp(`^${SCHEME}${value.split('*').map(escaped).join('[^/]*')}/.*$`);
  return (uri) => compiled.test(uri);
}
