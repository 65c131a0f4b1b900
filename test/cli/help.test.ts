import { COMMANDS, runProgram } from '../../lib/cli/program.js';
import { version } from '../../package.json';

function ran(...args: readonly string[]) {
  let [result, note] = ['', ''];
  const exit = runProgram(args, { result: (text) => (result += text), note: (text) => (note += text) });
  return { result, note, exit };
}

const flags = (text: string): readonly string[] => [...new Set(text.match(/--[a-z-]+/g))].sort();

describe('the help of the command line', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'explains every option of %s, and when it ends with what',
    (name, { usage, options, exits }) => {
      expect(flags(Object.keys(options).join(' '))).toEqual(flags(usage));
      const { result, note, exit } = ran(...name.split(' '), '--help');
      expect([exit, note]).toEqual([0, '']);
      for (const text of [...Object.entries(options).flat(), ...exits]) expect(result).toContain(text);
    },
  );

  it('names the commands of a group', () => {
    const { result, exit } = ran('gitops', '--help');
    expect(exit).toBe(0);
    expect(result).toContain('tenant-mesh gitops order DIST');
    expect(result).not.toContain('tenant-mesh publish');
    expect(ran('gitops')).toMatchObject({
      exit: 2,
      result: '',
      note: expect.stringContaining('gitops order') as string,
    });
  });

  it('says which version it is', () => {
    expect(ran('--version')).toEqual({ exit: 0, result: `${version}\n`, note: '' });
  });
});
