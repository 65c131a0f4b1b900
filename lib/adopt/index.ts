export { adopt, type Adopted, type Adoption } from './adopt.js';
export { compareAdoption, type AdoptedChange, type AdoptedComparison } from './compare.js';
export { formatAdoption, formatComparison } from './report.js';
export type { Choice } from './recognize/choices.js';
export type { Verdict } from './recognize/inventory.js';
