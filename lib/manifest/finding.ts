import type { Code, Level, ObjectId } from '../model/index.js';
import type { Origin } from './entry.js';
import { formatObject } from './format-object.js';

/** What a check says about an object. */
export interface Finding {
  /** Stable code from the code table. */
  readonly code: Code;
  /** How much it weighs. */
  readonly level: Level;
  /** Where the object comes from. */
  readonly where: Origin;
  /** The object that it is about. */
  readonly object: ObjectId;
  /**
   * The field that is wrong, as a path or JSON pointer.
   * @default - the finding is about the object as a whole
   */
  readonly field?: string;
  /** What is wrong, as one sentence without a final period. */
  readonly message: string;
  /** What to write instead, as one sentence. */
  readonly remedy: string;
}

/** Text of a finding: the same form as an error's. */
export function formatFinding(finding: Finding): string {
  const field = finding.field === undefined ? '' : ` ${finding.field}:`;
  return `${finding.code} at ${originText(finding.where)} (${formatObject(finding.object)}):${field} ${finding.message}. ${finding.remedy}`;
}

/** An origin as a person reads it. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'construct':
      return origin.path;
    case 'file':
      return `${origin.file}:${String(origin.line)}`;
  }
}
