export { quickly } from './quickly.js';
