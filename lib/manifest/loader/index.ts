export { loadManifests, parseManifests, type LoadOptions } from './load.js';
