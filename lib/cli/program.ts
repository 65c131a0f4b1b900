import { MeshError, reasonOf } from '../model/index.js';
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
import { commandHelp, help } from './help.js';
import { UsageError, type Command, type ExitCode, type Output } from './io.js';
import { ownPackage } from './own-package.js';

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
  const [first] = args;
  if (first === undefined) {
    output.note(help(COMMANDS));
    return 2;
  }
  if (first === '--version') {
    output.result(`${ownPackage().version}\n`);
    return 0;
  }
  const command = COMMANDS.filter(({ name }) => name.split(' ').every((word, at) => args[at] === word)).at(-1);
  const within = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (args.some((each) => each === '--help' || each === '-h')) {
    output.result(command === undefined ? help(within.length > 0 ? within : COMMANDS) : commandHelp(command, within));
    return 0;
  }
  if (command === undefined) {
    output.note(`There is no command "${args.slice(0, 2).join(' ')}".\n${help(within.length > 0 ? within : COMMANDS)}`);
    return 2;
  }
  try {
    return command.run(args.slice(command.name.split(' ').length), output);
  } catch (error) {
    output.note(failure(command, error));
    return 2;
  }
}

function failure({ name, usage }: Command, error: unknown): string {
  if (error instanceof UsageError)
    return `${error.message}\nUsage: tenant-mesh ${name} ${usage}\nMore: tenant-mesh ${name} --help\n`;
  if (MeshError.is(error)) return `${error.message}\n`;
  return `${reasonOf(error)}\n`;
}
