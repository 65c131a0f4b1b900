export * from './context.js';
export * from './target.js';
