import { Source, identifier } from '../literal.js';

/** Something that the program needs and the repository does not say. */
export interface Choice {
  /** Name of its field. */
  readonly name: string;
  /** Its type in TypeScript. */
  readonly type: string;
  /** What it is, as one sentence. */
  readonly what: string;
  /** A value as TypeScript, to show the form. */
  readonly example: string;
}

/** Collects what somebody must decide before the program synthesizes. */
export class ChoiceList {
  private readonly choices = new Map<string, Choice>();

  /** A reference to a choice; the same name is asked for once. */
  ask(name: string, type: string, what: string, example: string): Source {
    const field = identifier(name);
    if (!this.choices.has(field)) this.choices.set(field, { name: field, type, what, example });
    return new Source(`choices.${field}`);
  }

  /** All of them, in the order they came up. */
  all(): readonly Choice[] {
    return [...this.choices.values()];
  }
}
