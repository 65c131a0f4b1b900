import type { Command } from './io.js';

/** Commands with what each does, for those who look for one. */
export function help(commands: readonly Command[]): string {
  const lines = commands.map(({ name, usage, summary }) => `  tenant-mesh ${name} ${usage}\n      ${summary}`);
  return `Commands:\n${lines.join('\n')}\n\nOptions of one: tenant-mesh COMMAND --help. The version: tenant-mesh --version.\n`;
}

/** All there is to know of one command, and the names of those that go on from its name. */
export function commandHelp({ name, usage, summary, options, exits }: Command, within: readonly Command[]): string {
  const [zero, one] = exits;
  const width = Math.max(0, ...Object.keys(options).map((option) => option.length));
  const lines = Object.entries(options).map(([option, text]) => `  ${option.padEnd(width)}  ${text}`);
  const others = within.map((each) => `  tenant-mesh ${each.name}  ${each.summary}`);
  return [
    `Usage: tenant-mesh ${name} ${usage}\n\n${summary}\n`,
    ...(lines.length > 0 ? [`Options:\n${lines.join('\n')}\n`] : []),
    ...(others.length > 0 ? [`See also:\n${others.join('\n')}\n`] : []),
    `Exit codes:\n  0  ${zero}\n  1  ${one}\n  2  wrong use, or input that cannot be read\n`,
  ].join('\n');
}
