import type { ObjectsRun } from './objects-program.js';
import type { ReferenceStep } from './reference-program.js';

/** Variable with the folder that the workspace of the engine is in. */
export const WORK_VARIABLE = 'TENANT_MESH_PULUMI_WORK';

/** A program of the bench, with what it is run with. */
export type ProgramRun =
  | { readonly kind: 'reference'; readonly step: ReferenceStep }
  | { readonly kind: 'objects'; readonly run: ObjectsRun }
  | { readonly kind: 'eks' };

/** What the engine is asked to do with a stack. */
export interface Order {
  readonly stack: string;
  /** A refreshing `up` reads every object anew before it runs the program. */
  readonly act: 'up' | 'refreshing up' | 'preview' | 'destroy';
  readonly program: ProgramRun;
  /** Settings of the stack. @default - those that it has */
  readonly config?: Readonly<Record<string, string>>;
  /** Settings that are encrypted. @default - those that it has */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A resource as the engine keeps it. */
export interface Stored {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly protect?: boolean;
}

/** What came of an order. */
export interface Result {
  /** Number of resources by what happened to them. */
  readonly changes: Readonly<Record<string, number>>;
  /** What it failed with; empty where it did not. */
  readonly failure: string;
  /** Everything that was printed. */
  readonly text: string;
  /** Resources of the stack afterwards. */
  readonly resources: readonly Stored[];
}
