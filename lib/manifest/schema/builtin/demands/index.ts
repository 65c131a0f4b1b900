export { at, isNone } from './demand.js';
export { demandsOf } from './table.js';
export { isWaived } from './waived.js';
