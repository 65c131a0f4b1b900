import { MeshError, reasonOf } from '../model/index.js';

/** What the tree of constructs says of a second child of one id. */
const TWICE = /^There is already a Construct with name '(?<id>.*)' in \w+(?: \[(?<parent>.*)\])?$/;

/** The refusal that an error is, also one that the tree of constructs throws; nothing for any other error. */
export function refusalOf(error: unknown): MeshError | undefined {
  if (MeshError.is(error)) return error;
  const twice = TWICE.exec(reasonOf(error))?.groups;
  if (twice === undefined) return undefined;
  const { id = '', parent } = twice;
  const problem = {
    code: 'TM2030',
    where: parent === undefined ? id : `${parent}/${id}`,
    what: 'two constructs have this id below one parent',
    remedy: 'Give one of them another id, the second argument of its constructor.',
  } as const;
  return new MeshError(problem, { cause: error });
}
