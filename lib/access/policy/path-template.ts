import type { TextTest } from './text-pattern.js';
import { escaped } from './text-pattern.js';

/** Characters of a segment: those of RFC 3986 without `=` and `*`. */
const CHARACTERS = "a-zA-Z0-9\\-._~%!$&'()+,;:@";

/** Whether a path of a policy is a template rather than a text pattern. */
export function isPathTemplate(path: string): boolean {
  return path.includes('{*}') || path.includes('{**}');
}

/**
 * Test of a path template: `{*}` is one segment that is not empty, `{**}` any text, slashes included.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function pathTemplateTest(template: string): TextTest {
  const expression = template.split('/').map(segmentExpression).join('/');
  const compiled = new RegExp(`^${expression}$`);
  return (path) => compiled.test(path);
}

function segmentExpression(segment: string): string {
  if (segment === '{*}') return `[${CHARACTERS}]+`;
  if (segment === '{**}') return `[${CHARACTERS}/]*`;
  return escaped(segment);
}

/** Why Envoy would refuse a template that Istio accepts; undefined when it would not. */
export function templateFault(template: string): string | undefined {
  if (!template.startsWith('/')) return 'a path template begins with "/"';
  const segments = template.slice(1).split('/');
  // One slash at the end is a segment without text.
  if (segments.length > 1 && segments.at(-1) === '') segments.pop();
  const odd = segments.find((segment) => !isOperator(segment) && !LITERAL.test(segment));
  if (odd === '') return 'a path template has no empty segment';
  if (odd !== undefined) return `"${odd}" has a character that Envoy refuses in a path template`;
  const operators = segments.filter(isOperator);
  return operators.slice(0, -1).includes('{**}') ? 'no operator follows {**} in a path template' : undefined;
}

const LITERAL = new RegExp(`^[${CHARACTERS}]+$`);

function isOperator(segment: string): boolean {
  return segment === '{*}' || segment === '{**}';
}
