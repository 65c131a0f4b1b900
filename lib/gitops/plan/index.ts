export { formatPlan, formatPlanMarkdown } from './format.js';
export type { MoveStep } from './moves.js';
export type { PlannedAction, PlannedObject, PlanWarning, PublishPlan } from './plan.js';
export { planPublish } from './plan-publish.js';
