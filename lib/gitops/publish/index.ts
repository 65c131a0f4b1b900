export type { KeptValue } from '../images/keep.js';
export type { JournalState } from './journal.js';
export type { LockHolder } from './lock.js';
export { publish, publishStatus, type PublishOptions } from './publish.js';
export { formatPublish, formatStatus, type PublishReport, type PublishStatus } from './report.js';
