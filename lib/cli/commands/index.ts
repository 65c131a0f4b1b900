export { accessCases } from './access-cases.js';
