/** Where a command writes. */
export interface Output {
  /** Results: standard output. */
  readonly result: (text: string) => void;
  /** Everything else: standard error. */
  readonly note: (text: string) => void;
}

/** What a command ends with: 0 ok, 1 findings, changes or refusal, 2 usage, unreadable input or crash. */
export type ExitCode = 0 | 1 | 2;

/** A command of the program. */
export interface Command {
  /** Words that call it, such as `access cases`. */
  readonly name: string;
  /** How it is called, behind its name. */
  readonly usage: string;
  /** What it does, as one sentence. */
  readonly summary: string;
  /** Its options, as they are written, and what each does. */
  readonly options: Readonly<Record<string, string>>;
  /** When it ends with 0 and with 1; it ends with 2 as every command does. */
  readonly exits: readonly [zero: string, one: string];
  /** Runs it with the arguments behind its name. */
  readonly run: (args: readonly string[], output: Output) => ExitCode;
}

/** Wrong use of a command. */
export class UsageError extends Error {}
