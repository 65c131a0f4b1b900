export type { Answer, Step, StepKind, StepObject } from './answer.js';
export type { AccessRequest, From, Question, To } from './question.js';
