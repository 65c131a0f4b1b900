export type { Answer, Step, StepKind, StepObject } from './answer.js';
export type { AccessRequest, From, Question, To } from './question.js';
export { parseFrom, parseTo } from './parse-end.js';
