export { rule, type Rule, type Verdict } from './rule.js';
