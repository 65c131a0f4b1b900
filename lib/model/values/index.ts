export * from './artifact.js';
export * from './brand.js';
export * from './dns.js';
export * from './duration.js';
export * from './ip.js';
export * from './net.js';
export * from './quantity.js';
