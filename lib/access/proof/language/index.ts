export * from './classes.js';
export * from './expression.js';
export * from './pattern.js';
export type { Language } from './syntax.js';
