export { rule, type Verdict } from './rule.js';
