export * from './exposure.js';
export { IDENTITY_HEADERS } from './identity-headers.js';
export * from './props.js';
export * from './secure-gateway.js';
