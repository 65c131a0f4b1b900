import type { Code, JsonValue } from '../../model/index.js';

/** One thing that the API server would refuse in an object. */
export interface SchemaFinding {
  /** Code of the kind of fault. */
  readonly code: Code;
  /** Path of the field as the API server prints it, such as `spec.http[0].match`; empty for the whole object. */
  readonly field: string;
  /** What is wrong, as one sentence without a final period. */
  readonly message: string;
  /**
   * The value found there.
   * @default - no single value is at fault
   */
  readonly value?: JsonValue;
  /** What to write instead, as one sentence. */
  readonly remedy: string;
}

/** Collects findings and drops repetitions, which one fault can cause through several branches of a schema. */
export class Findings {
  private readonly found = new Map<string, SchemaFinding>();

  /** Adds a finding unless the same one is there. */
  add(finding: SchemaFinding): void {
    const key = `${finding.field}\n${finding.code}\n${finding.message}`;
    if (!this.found.has(key)) this.found.set(key, finding);
  }

  /** Adds several findings. */
  addAll(findings: readonly SchemaFinding[]): void {
    for (const finding of findings) this.add(finding);
  }

  /** Whether a finding is there that keeps the API server from evaluating rules. */
  get blocking(): boolean {
    return [...this.found.values()].some(({ code }) => BLOCKING.has(code));
  }

  /** All findings in the order they were made. */
  list(): readonly SchemaFinding[] {
    return [...this.found.values()];
  }
}

/** Faults of type and size, after which a rule could not be trusted to terminate in time. */
const BLOCKING: ReadonlySet<Code> = new Set<Code>(['TM3004', 'TM3005', 'TM3006', 'TM3007']);
