export { nearest } from '../../model/index.js';
