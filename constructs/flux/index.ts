export { checkChartValues } from './chart-values.js';
export * from './charts.js';
export * from './helm-release.js';
export * from './merge-values.js';
export * from './names.js';
export { nearest } from './nearest.js';
export type { ValuesFrom } from './values-from.js';
