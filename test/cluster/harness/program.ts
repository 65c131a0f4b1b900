import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const GUARD = join(__dirname, 'guard.sh');
const LOG_LINES = 25;
const STOP_DEADLINE = 10_000;
const LOOK = 1_000;
let watched = false;

/** What to run, and where its output goes. */
export interface ProgramSettings {
  readonly file: string;
  readonly args: readonly string[];
  /** Folder of log files. */
  readonly logs: string;
  /** Variables beside those of this process. @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running program of the bench. It ends when it is stopped or when this process ends, however that happens. */
export class Program {
  readonly name: string;
  private readonly log: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private asked = false;

  /** @param settings - what to run */
  constructor(settings: ProgramSettings) {
    endWithParent();
    this.name = basename(settings.file);
    this.log = join(settings.logs, `${this.name}.log`);
    const output = openSync(this.log, 'a');
    // A session of its own keeps Ctrl-C from the program, so that the programs are ended in order.
    this.child = spawn(GUARD, [settings.file, ...settings.args], {
      detached: true,
      env: { ...process.env, ...settings.env },
      stdio: ['pipe', output, output],
    });
    // Nobody is there to read the end of what is told to a program that has ended by itself.
    this.child.stdin?.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', () => {
        resolve();
      });
      this.child.once('error', () => {
        resolve();
      });
    });
  }

  /** Id of the process that guards the program. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Asks `ready` until it says yes; fails at the deadline, or when the program ends, with the last lines of the log. */
  async untilReady(ready: () => Promise<boolean>, deadline: number): Promise<void> {
    const start = Date.now();
    while (!(await ready().catch(() => false))) {
      if (this.child.exitCode !== null) throw new Error(this.report('ended before it was ready'));
      if (Date.now() - start > deadline) throw new Error(this.report(`was not ready after ${deadline / 1000} s`));
      await sleep(50);
    }
  }

  /** Ends the program and waits until it is gone; of one that had ended by itself, returns what it said last. */
  async stop(): Promise<string | undefined> {
    const early = this.asked || this.child.exitCode === null ? undefined : this.report('ended before it was stopped');
    this.asked = true;
    this.child.stdin?.end();
    await Promise.race([this.ended, sleep(STOP_DEADLINE, undefined, { ref: false })]);
    return early;
  }

  private report(what: string): string {
    const lines = readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
    return `${this.name} ${what}. The last lines of ${this.log}:\n${lines.join('\n')}`;
  }
}

/** A test file runs in a child of jest, which would go on for minutes after jest was killed, and its programs with it. */
function endWithParent(): void {
  if (watched) return;
  watched = true;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, LOOK).unref();
}
