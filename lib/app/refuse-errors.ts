import { MeshError, type Problem } from '../model/index.js';
import { originText, type Finding } from '../manifest/index.js';

/** Refuses with every finding that is an error. */
export function refuseErrors(findings: readonly Finding[]): void {
  const [first, ...rest] = findings.filter((finding) => finding.level === 'error').map(problemOf);
  if (first !== undefined) throw new MeshError([first, ...rest]);
}

function problemOf({ code, where, field, message, remedy }: Finding): Problem {
  const problem = { code, where: originText(where), what: message, remedy };
  return field === undefined ? problem : { ...problem, field };
}
