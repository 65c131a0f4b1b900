export type { KeptValue } from '../images/keep.js';
export type { JournalState } from './journal.js';
export type { LockHolder } from './lock.js';
export { publish, publishStatus, type PublishOptions, type PublishStatus } from './publish.js';
export { formatPublish, type PublishReport } from './report.js';
