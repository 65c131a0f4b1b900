export type { FieldChange } from './fields.js';
export type { KeptValue } from '../images/keep.js';
export type { JournalState } from './journal.js';
export type { LockHolder } from './lock.js';
export type { PublishOptions } from './options.js';
export { publish, publishStatus } from './publish.js';
export { formatPublish, formatStatus, type PublishReport, type PublishStatus } from './report.js';
