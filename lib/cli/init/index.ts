export { projectFiles } from './files.js';
export { packageName } from './package-json.js';
export { SAMPLE, type InitCi, type InitOptions, type InitTarget } from './options.js';
export { writeProject } from './write-project.js';
