export { access, Access } from './access.js';
export * from './cases/index.js';
export { completed } from './complete.js';
export * from './path/index.js';
export * from './policy/index.js';
export * from './proof/index.js';
export * from './report/index.js';
