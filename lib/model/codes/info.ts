/** How much a finding weighs: an error stops synth, a warning and an info are printed. */
export type Level = 'error' | 'warning' | 'info';

/** One line of the code table. */
export interface CodeInfo {
  /** Level of what bears the code. */
  readonly level: Level;
  /** What the code means, as a short title. */
  readonly title: string;
  /**
   * Set when the code is no longer given out.
   * @default false
   */
  readonly retired?: boolean;
}
