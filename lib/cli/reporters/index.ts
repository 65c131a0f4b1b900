export { findingsJson } from './json.js';
export { findingsSarif } from './sarif.js';
export { findingsText } from './text.js';
