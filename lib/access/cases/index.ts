export { parseCase, type AccessCase, type CaseRequest } from './format.js';
export { runCase, type CaseDecision } from './run.js';
