export { missingSecrets } from './missing.js';
export { createdSecrets } from './created.js';
export { secretReferences, type SecretReference } from './references.js';
