export type { Decider } from './decider.js';
export { diffMarkdown, diffText } from './diff-markdown.js';
export type { AccessChange, AccessDiff, ChangeKind } from './diff.js';
export { matrixHtml } from './html.js';
export { matrixMarkdown } from './markdown.js';
export type { Matrix, MatrixEdge, MatrixRow } from './matrix.js';
export { matrixSvg } from './svg.js';
export { answerText, requestText, trailText } from './texts.js';
