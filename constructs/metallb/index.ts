export * from './address-pool.js';
export * from './bfd-profile.js';
export * from './bgp-announcement.js';
export * from './bgp-peer.js';
export * from './communities.js';
export * from './l2-announcement.js';
export * from './names.js';
export * from './ranges.js';
