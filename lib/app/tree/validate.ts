import { CODES, MeshError, type Code, type Problem } from '../../model/index.js';
import type { Tree } from './tree.js';

const OURS = /^(TM[0-9]{4}) at (.*?): (.*)\. (.*)$/s;

/** Calls every validation of the tree once, and refuses with all that they say. */
export function validateTree(tree: Tree): void {
  const problems: Problem[] = [];
  for (const { construct, path } of tree.nodes) {
    for (const message of construct.node.validate()) problems.push(problemOf(path, message));
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new MeshError([first, ...rest]);
}

/** A message of this library keeps its own code and place; any other gets those of the construct that said it. */
function problemOf(path: string, message: string): Problem {
  const [, code, where, what, remedy] = OURS.exec(message) ?? [];
  if (isCode(code) && where !== undefined && what !== undefined && remedy !== undefined) {
    return { code, where, what, remedy };
  }
  return { code: 'TM2018', where: path, what: message, remedy: 'Correct what this validation names.' };
}

function isCode(text: string | undefined): text is Code {
  return text !== undefined && text in CODES;
}
