export { awsOutputs } from './aws-outputs.js';
export { recordPulumi, type RecordOptions } from './record.js';
export type { RecordedAlias, RecordedResource } from './recorded.js';
export { Recording } from './recording.js';
export { recordingSerializer, recordingText, type SnapshotSerializer } from './serializer.js';
