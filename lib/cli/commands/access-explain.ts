import { answerText, parseFrom, parseTo, type Question, type Token } from '../../access/index.js';
import { formatOf, jsonText, loadedAccess, parsed } from '../args.js';
import { UsageError, type Command } from '../io.js';

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  host: { type: 'string' },
  method: { type: 'string' },
  path: { type: 'string' },
  token: { type: 'string' },
  provider: { type: 'string', multiple: true },
  format: { type: 'string' },
} as const;

/** Answers one question, with every step that decides. */
export const accessExplain: Command = {
  name: 'access',
  usage:
    'DIR --from END --to END [--host H] [--method M] [--path P] [--token JSON] [--provider NAME=allow|deny]... [--format text|json]',
  summary: 'Explains whether a call gets through; exit 1 where it does not.',
  options: {
    '--from END': 'who calls: ns/workload, sa:ns/account, ns:namespace, pod:namespace, outside, outside@ns/gateway',
    '--to END': 'who is called: ns/workload:port, svc:ns/name:port, host:name:port',
    '--host H': 'host of the request',
    '--method M': 'its method',
    '--path P': 'its path',
    '--token JSON':
      'the token it bears, such as {"iss":"https://login.example.com","sub":"alice","claims":{"tenant":["a"]}}',
    '--provider NAME=allow|deny': 'what an external authorizer answers',
    '--format text|json': 'form of the answer; text unless given',
  },
  exits: ['the call is allowed', 'it is denied, or depends on more than the manifests'],
  run: (args, output) => {
    const { values, positionals } = parsed(args, OPTIONS);
    const [directory, ...rest] = positionals;
    if (directory === undefined || rest.length > 0 || values.from === undefined || values.to === undefined) {
      throw new UsageError('Give one directory of manifests, --from and --to.');
    }
    const format = formatOf(['text', 'json'], values.format);
    const { host, method, path } = values;
    const question: Question = {
      from: parseFrom(values.from),
      to: parseTo(values.to),
      request: {
        ...(host === undefined ? {} : { host }),
        ...(method === undefined ? {} : { method }),
        ...(path === undefined ? {} : { path }),
        ...(values.token === undefined ? {} : { token: tokenOf(values.token) }),
      },
      providers: providersOf(values.provider ?? []),
    };
    const answer = loadedAccess(directory).ask(question);
    output.result(format === 'json' ? jsonText({ schemaVersion: 1, ...answer }) : answerText(answer));
    return answer.outcome === 'allow' ? 0 : 1;
  },
};

function tokenOf(text: string): Token {
  const value = jsonOf(text);
  if (isToken(value)) return value;
  throw new UsageError('A token is a JSON object with iss, and sub, aud and claims where it has them.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isToken(value: unknown): value is Token {
  return typeof value === 'object' && value !== null && 'iss' in value && typeof value.iss === 'string';
}

function providersOf(texts: readonly string[]): Readonly<Record<string, 'allow' | 'deny'>> {
  return Object.fromEntries(
    texts.map((text): [string, 'allow' | 'deny'] => {
      const [name = '', says] = text.split('=');
      if (says !== 'allow' && says !== 'deny') throw new UsageError('Write a provider as NAME=allow or NAME=deny.');
      return [name, says];
    }),
  );
}
