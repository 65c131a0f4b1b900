import { MeshError } from '../model/index.js';
import {
  accessDiff,
  accessExplain,
  accessMatrix,
  gitopsOrder,
  publishCommand,
  accessCases,
  check,
  importCommand,
  initCommand,
} from './commands/index.js';
import { UsageError, type Command, type ExitCode, type Output } from './io.js';

/** Every command, sorted by name; of two that fit, the later one says more. */
export const COMMANDS: readonly Command[] = [
  accessExplain,
  accessCases,
  accessDiff,
  accessMatrix,
  check,
  gitopsOrder,
  importCommand,
  initCommand,
  publishCommand,
];

/** Runs the program with the arguments behind its name. */
export function runProgram(args: readonly string[], output: Output): ExitCode {
  if (args.length === 0 || args.includes('--help')) {
    output.note(help());
    return args.length === 0 ? 2 : 0;
  }
  const command = COMMANDS.filter(({ name }) => name.split(' ').every((word, at) => args[at] === word)).at(-1);
  if (command === undefined) {
    output.note(`There is no command "${args.slice(0, 2).join(' ')}".\n${help()}`);
    return 2;
  }
  try {
    return command.run(args.slice(command.name.split(' ').length), output);
  } catch (error) {
    output.note(failure(command, error));
    return 2;
  }
}

function help(): string {
  const lines = COMMANDS.map(({ name, usage, summary }) => `  tenant-mesh ${name} ${usage}\n      ${summary}`);
  return `Commands:\n${lines.join('\n')}\n`;
}

function failure({ name, usage }: Command, error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nUsage: tenant-mesh ${name} ${usage}\n`;
  if (MeshError.is(error)) return `${error.message}\n`;
  return `${error instanceof Error ? error.message : String(error)}\n`;
}
