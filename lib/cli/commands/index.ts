export { accessCases } from './access-cases.js';
export { accessDiff } from './access-diff.js';
export { accessExplain } from './access-explain.js';
export { accessMatrix } from './access-matrix.js';
export { check } from './check.js';
export { gitopsOrder } from './gitops-order.js';
export { initCommand } from './init.js';
export { publishCommand } from './publish.js';
