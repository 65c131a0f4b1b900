export { importedProject } from './project.js';
