/** Characters of a segment of a path template: those of RFC 3986 without `=` and `*`. */
export const TEMPLATE_CHARACTERS = "a-zA-Z0-9\\-._~%!$&'()+,;:@";

const LITERAL = new RegExp(`^[${TEMPLATE_CHARACTERS}]+$`);

/** Whether a path of a policy is a template rather than a text pattern. */
export function isPathTemplate(path: string): boolean {
  return path.includes('{*}') || path.includes('{**}');
}

/** Why Istio or Envoy refuses a template; undefined when neither does. */
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

function isOperator(segment: string): boolean {
  return segment === '{*}' || segment === '{**}';
}
