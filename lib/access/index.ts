export * from './cases/index.js';
export * from './policy/index.js';
