import { COMMANDS } from '../../lib/cli/program.js';
import { faults, schemaNames, schemaOf } from './schemas.js';
import { jsonOutputs, played, SESSIONS } from './sessions.js';
import { expectGolden, transcript } from './transcript.js';

describe('the command line', () => {
  it.each(SESSIONS)('%s prints and ends as was reviewed', (...session) => {
    expectGolden(`${session[0]}.txt`, transcript(played(session)));
  });

  it('has a session for every command', () => {
    const used = new Set(
      SESSIONS.flatMap(([, , steps]) => steps)
        .flatMap((step) => (typeof step === 'function' ? [] : [step.slice(0, 2)]))
        .flatMap(([a = '', b = '']) => [a, `${a} ${b}`]),
    );
    const others = COMMANDS.map(({ name }) => name).filter((name) => !used.has(name) && name !== 'init');
    expect(others).toEqual([]);
  });
});

describe('the schemas of JSON outputs', () => {
  const outputs = jsonOutputs();

  it('are met by what commands print, each at least once', () => {
    const found = outputs.map(([schema, value]) => [schema, faults(schema, value)]);
    expect(found.filter(([, problems]) => (problems ?? []).length > 0)).toEqual([]);
    expect(new Set(outputs.map(([schema]) => schema))).toEqual(new Set(schemaNames()));
  });

  it('give a version, save for the lines of recorded cases, whose form others set', () => {
    const without = schemaNames().filter((name) => !('schemaVersion' in Object(schemaOf(name)['properties'])));
    expect(without).toEqual(['access-cases']);
  });

  it('refuse a field that nobody named, and one that is missing', () => {
    for (const [schema, value] of outputs) {
      expect(faults(schema, { ...Object(value), stray: 1 })).not.toEqual([]);
      expect(faults(schema, {})).not.toEqual([]);
    }
  });
});
