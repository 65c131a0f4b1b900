import { holds, type Language, type Span } from './syntax.js';

/** Places that one machine may have. */
const BOUND = 2_000;

/** A machine that reads a text from left to right and may be in several places at once. */
export class Machine {
  private readonly steps: { readonly of: readonly Span[]; readonly to: number }[][] = [];
  private readonly free: number[][] = [];
  private readonly end: number;
  private readonly start: ReadonlySet<number>;

  private constructor(language: Language) {
    const first = this.place();
    this.end = this.build(language, first);
    this.start = this.closed(new Set([first]));
  }

  /** The machine of a language; undefined where it would have too many places. */
  static of(language: Language): Machine | undefined {
    return placesOf(language) > BOUND ? undefined : new Machine(language);
  }

  /** Places before anything is read. */
  get begin(): ReadonlySet<number> {
    return this.start;
  }

  /** Sets of characters that it tells apart. */
  get sets(): readonly (readonly Span[])[] {
    return this.steps.flat().map(({ of }) => of);
  }

  /** Places behind one more character. */
  next(places: ReadonlySet<number>, code: number): ReadonlySet<number> {
    const found = new Set<number>();
    for (const place of places) {
      for (const { of, to } of this.steps[place] ?? []) if (holds(of, code)) found.add(to);
    }
    return this.closed(found);
  }

  /** Whether what was read is in the language. */
  accepts(places: ReadonlySet<number>): boolean {
    return places.has(this.end);
  }

  private place(): number {
    this.steps.push([]);
    return this.free.push([]) - 1;
  }

  private link(from: number, to: number): void {
    this.free[from]?.push(to);
  }

  /** Builds a language behind a place and returns the place behind it. */
  private build(language: Language, from: number): number {
    switch (language.kind) {
      case 'one': {
        const to = this.place();
        this.steps[from]?.push({ of: language.of, to });
        return to;
      }
      case 'sequence':
        return language.parts.reduce((at, part) => this.build(part, at), from);
      case 'choice': {
        const to = this.place();
        for (const part of language.parts) {
          const start = this.place();
          this.link(from, start);
          this.link(this.build(part, start), to);
        }
        return to;
      }
      case 'repeat':
        return this.buildRepeat(language, from);
    }
  }

  private buildRepeat({ part, least, most }: Extract<Language, { kind: 'repeat' }>, from: number): number {
    let at = from;
    for (let count = 0; count < least; count++) at = this.build(part, at);
    if (most === undefined) {
      const loop = this.place();
      this.link(at, loop);
      this.link(this.build(part, loop), loop);
      const to = this.place();
      this.link(loop, to);
      return to;
    }
    const to = this.place();
    for (let count = least; count < most; count++) {
      this.link(at, to);
      at = this.build(part, at);
    }
    this.link(at, to);
    return to;
  }

  private closed(places: Set<number>): ReadonlySet<number> {
    for (const place of places) for (const to of this.free[place] ?? []) places.add(to);
    return places;
  }
}

function placesOf(language: Language): number {
  switch (language.kind) {
    case 'one':
      return 1;
    case 'sequence':
    case 'choice':
      return language.parts.reduce((sum, part) => sum + placesOf(part) + 1, 1);
    case 'repeat':
      return (placesOf(language.part) + 2) * Math.max(1, language.least, language.most ?? language.least + 1);
  }
}
