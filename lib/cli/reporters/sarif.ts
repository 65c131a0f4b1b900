import { CODES, type Level } from '../../model/index.js';
import { compare, formatObject, type Finding } from '../../manifest/index.js';
import { jsonText } from '../args.js';

const LEVELS: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'note' };
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function findingsSarif(findings: readonly Finding[]): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort(compare);
  const rules = codes.map((code) => ({
    id: code,
    shortDescription: { text: CODES[code].title },
    defaultConfiguration: { level: LEVELS[CODES[code].level] },
  }));
  const results = findings.map((finding) => result(finding, codes.indexOf(finding.code)));
  const driver = { name: 'tenant-mesh', rules };
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [{ tool: { driver }, results }] });
}

function result({ code, level, where, object, field, message, remedy }: Finding, ruleIndex: number): object {
  const name = field === undefined ? formatObject(object) : `${formatObject(object)} ${field}`;
  const logicalLocations = [{ fullyQualifiedName: where.kind === 'file' ? name : `${where.path} ${name}` }];
  const place =
    where.kind === 'file'
      ? { physicalLocation: { artifactLocation: { uri: uriOf(where.file) }, region: { startLine: where.line } } }
      : {};
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[level],
    message: { text: `${name}: ${message}. ${remedy}` },
    locations: [{ ...place, logicalLocations }],
  };
}

/** A path as a URI reference: relative to the checkout where the path is. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  return path.split('/').map(encodeURIComponent).join('/');
}
