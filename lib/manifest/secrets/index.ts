export { missingSecrets } from './missing.js';
export { bundledSecret, createdSecrets } from './created.js';
export { secretReferences, type SecretReference } from './references.js';
