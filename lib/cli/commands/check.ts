import { checkManifests } from '../../app/index.js';
import type { Finding } from '../../manifest/index.js';
import type { Level } from '../../model/index.js';
import { formatOf, loadedSet, parsed } from '../args.js';
import { UsageError, type Command } from '../io.js';
import { findingsJson, findingsSarif, findingsText } from '../reporters/index.js';

const FORMATS = { text: findingsText, json: findingsJson, sarif: findingsSarif };
const LEVELS: readonly Level[] = ['info', 'warning', 'error'];

/** Runs the schema check and every rule over manifests, whoever wrote them. */
export const check: Command = {
  name: 'check',
  usage: 'DIR... [--level info|warning|error] [--format text|json|sarif]',
  summary: 'Checks the manifests of one cluster against schemas and rules; exit 1 where there is a finding.',
  options: {
    '--level info|warning|error': 'leaves out what is below; info unless given',
    '--format text|json|sarif': 'form of the findings; text unless given',
  },
  exits: ['no finding', 'a finding'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, { format: { type: 'string' }, level: { type: 'string' } });
    const format = formatOf(['text', 'json', 'sarif'], values.format);
    const level = levelOf(values.level);
    const [first, ...others] = positionals;
    if (first === undefined) throw new UsageError('Give the directories that hold the manifests of one cluster.');
    const findings = checkManifests(loadedSet([first, ...others])).filter((finding) => weighs(finding, level));
    output.result(FORMATS[format](findings));
    return findings.length > 0 ? 1 : 0;
  },
};

function levelOf(text: string | undefined): Level {
  const found = text === undefined ? 'info' : LEVELS.find((level) => level === text);
  if (found !== undefined) return found;
  throw new UsageError(`There is no level "${text ?? ''}". There are: ${LEVELS.join(', ')}.`);
}

function weighs(finding: Finding, level: Level): boolean {
  return LEVELS.indexOf(finding.level) >= LEVELS.indexOf(level);
}
