import { TEMPLATE_CHARACTERS } from '../../analyzer/lookup/path-template.js';
import { escaped, type TextTest } from './text-pattern.js';

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
  if (segment === '{*}') return `[${TEMPLATE_CHARACTERS}]+`;
  if (segment === '{**}') return `[${TEMPLATE_CHARACTERS}/]*`;
  return escaped(segment);
}
