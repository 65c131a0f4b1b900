import type { KeptValue } from '../images/keep.js';
import type { MoveStep } from '../plan/moves.js';
import type { JournalState } from './journal.js';
import type { LockHolder } from './lock.js';

/** Where a checkout stands. */
export interface PublishStatus {
  readonly schemaVersion: 1;
  /** What an interrupted publish left. */
  readonly journal: JournalState;
  /**
   * Who publishes right now.
   * @default - nobody
   */
  readonly running?: LockHolder;
}

/** What a publish did. */
export interface PublishReport {
  readonly schemaVersion: 1;
  /** Files written, sorted. */
  readonly written: readonly string[];
  /** Files removed, sorted. */
  readonly removed: readonly string[];
  /** Number of files that stayed as they were. */
  readonly unchanged: number;
  /** Image tags that Flux bumped and that stay. */
  readonly keptValues: readonly KeptValue[];
  /** Files whose changes by hand stay. */
  readonly keptFiles: readonly string[];
  /** Clusters that the checkout has and the tree has not; their files were left alone. */
  readonly leftAlone: readonly string[];
  /** How objects move that Flux would delete where they were; while it marks, nothing else is written. */
  readonly moves: MoveStep;
  /**
   * What became of a publish that was interrupted.
   * @default - none was
   */
  readonly recovered?: 'forward' | 'back';
}

/** The report for a person. */
export function formatPublish(report: PublishReport): string {
  const lines = [
    ...(report.recovered === undefined ? [] : [recovery(report.recovered)]),
    ...report.written.map((path) => `write   ${path}`),
    ...report.removed.map((path) => `remove  ${path}`),
    ...report.keptValues.map(keptLine),
    ...report.keptFiles.map((path) => `keep    ${path}: changed by hand, and left alone`),
    ...report.leftAlone.map((name) => `leave   cluster ${name}: this publish does not have it`),
    ...movesLines(report.moves),
    `${String(report.written.length)} written, ${String(report.removed.length)} removed, ${String(report.unchanged)} unchanged`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The status for a person. */
export function formatStatus({ journal, running }: PublishStatus): string {
  if (running !== undefined) return `Process ${String(running.pid)} on ${running.host} publishes right now.\n`;
  switch (journal.kind) {
    case 'none':
      return 'No publish is left half-done.\n';
    case 'back':
      return 'A publish was interrupted before it changed anything; the next one rolls it back.\n';
    case 'forward':
      return `A publish was interrupted after ${String(journal.done)} of ${String(journal.of)} changes; the next one rolls it forward.\n`;
  }
}

function keptLine({ path, policy, value, synthesized }: KeptValue): string {
  return `keep    ${path}: ${value} by policy ${policy} (the program has ${synthesized})`;
}

function recovery(how: 'forward' | 'back'): string {
  return how === 'forward'
    ? 'An interrupted publish was finished first.'
    : 'An interrupted publish had changed nothing, and was forgotten.';
}

function movesLines(moves: MoveStep): readonly string[] {
  if (moves.kind !== 'mark') return [];
  return [
    ...moves.objects.map((object) => `mark    ${object}: Flux leaves it alone when it moves`),
    'This was the first of two steps. Commit and push it, wait until Flux has applied it, and publish with --finish-moves.',
  ];
}
