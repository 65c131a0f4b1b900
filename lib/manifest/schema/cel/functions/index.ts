export { GLOBALS, MEMBERS } from './table.js';
export type { CelFunction } from './signature.js';
