import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT, filesBelow, read } from './sources.js';

/** One fenced block of a page. */
export interface Block {
  /** Page and line of the opening fence, as in `README.md:12`. */
  readonly where: string;
  /** Page that holds it. */
  readonly page: string;
  /** First word after the fence. */
  readonly language: string;
  /** Words after the language. */
  readonly info: string;
  /** Text between the fences. */
  readonly text: string;
}

/** Pages of the project that people read. */
export function pages(): string[] {
  const top = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
  return [...top, ...filesBelow(['docs', 'examples', 'lib', 'constructs'], '.md')];
}

/** Fenced blocks of a page, first one first. */
export function blocksOf(page: string, content: string): Block[] {
  const blocks: Block[] = [];
  const fence = /^```(\w+)[ ]*([^\n]*)\n([\s\S]*?)^```$/gm;
  for (const match of content.matchAll(fence)) {
    const [, language = '', info = '', text = ''] = match;
    const line = content.slice(0, match.index).split('\n').length;
    blocks.push({ where: `${page}:${String(line)}`, page, language, info, text });
  }
  return blocks;
}

/** Links of a page to files of the project that are not there. */
export function deadLinks(page: string): string[] {
  const folder = join(ROOT, page, '..');
  const links = [...read(page).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  const own = links.filter((link) => !/^[a-z]+:/.test(link));
  return own.filter((link) => !existsSync(join(folder, link))).map((link) => `${page}: ${link}`);
}

function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    readonly config: unknown;
  };
  const parsed = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, ROOT);
  return { ...parsed.options, noEmit: true, noUnusedLocals: false };
}

/** Files of the project, which are the same whatever blocks are compiled. */
const parsed = new Map<string, ts.SourceFile>();

/** What the compiler says of blocks, each taken for a file of its own at the root of the project. */
export function compileFaults(blocks: readonly Block[]): string[] {
  const compilerOptions = options();
  const files = new Map(blocks.map((block, position) => [join(ROOT, `block-${String(position)}.ts`), block]));
  const host = ts.createCompilerHost(compilerOptions);
  host.fileExists = (file) => files.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => files.get(file)?.text ?? ts.sys.readFile(file);
  host.getSourceFile = (file, version) => {
    const known = parsed.get(file);
    const text = known === undefined ? host.readFile(file) : undefined;
    if (text === undefined) return known;
    const source = ts.createSourceFile(file, text, version);
    if (!files.has(file)) parsed.set(file, source);
    return source;
  };
  const program = ts.createProgram([...files.keys()], compilerOptions, host);
  return [...files].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${block.where} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}
