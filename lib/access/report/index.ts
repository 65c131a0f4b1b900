export { diffMarkdown, type AccessChange, type AccessDiff } from './diff.js';
export { matrixHtml } from './html.js';
export { matrixMarkdown } from './markdown.js';
export type { Matrix, MatrixEdge, MatrixRow } from './matrix.js';
export { matrixSvg } from './svg.js';
export { answerText, requestText, trailText } from './texts.js';
