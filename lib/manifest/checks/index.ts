export { checkClearSecrets } from './clear-secrets.js';
export { checkNamespaces } from './namespaces.js';
export { UNIT_LIMIT, checkUnitSize } from './unit-size.js';
