export { UnsortedDocument, documentText, documentsText } from './emit.js';
export { scalarText } from './scalar.js';
export { yamlPackage } from './yaml-package.js';
