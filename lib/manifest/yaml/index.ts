export { documentText, documentsText } from './emit.js';
