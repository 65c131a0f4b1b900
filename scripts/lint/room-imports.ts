import { posix, relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { refusal } from './rooms.js';

/** What the TypeScript parser adds to a node or to a name in it. */
interface Kinds {
  readonly importKind?: string;
  readonly exportKind?: string;
}

/** The parts of an import, export or `import()` that the rule reads. */
interface Reference extends Kinds {
  readonly source?: { readonly value?: unknown } | null;
  readonly specifiers?: readonly Kinds[];
}

function isTypeOnly({ importKind, exportKind, specifiers = [] }: Reference): boolean {
  if (importKind === 'type' || exportKind === 'type') return true;
  return specifiers.length > 0 && specifiers.every((each) => (each.importKind ?? each.exportKind) === 'type');
}

function check(context: Rule.RuleContext, node: Rule.Node, reference: Reference, typeOnly: boolean): void {
  const name = reference.source?.value;
  if (typeof name !== 'string') return;
  const from = relative(context.cwd, context.filename).split(sep).join('/');
  const to = name.startsWith('.') ? posix.join(posix.dirname(from), name).replace(/\.js$/, '.ts') : name;
  if (!name.startsWith('.') && name !== 'tenant-mesh' && !name.startsWith('tenant-mesh/')) return;
  const message = refusal(from, to, typeOnly);
  if (message !== undefined) context.report({ node, message });
}

function checkStatement(context: Rule.RuleContext, node: Rule.Node): void {
  const reference = node as Reference;
  check(context, node, reference, isTypeOnly(reference));
}

/** Holds every import of ours to the table of rooms. */
export const roomImports: Rule.RuleModule = {
  meta: { type: 'problem', docs: { description: 'Holds imports to the table of rooms in docs/architecture.md.' } },
  create: (context) => ({
    ImportDeclaration: (node) => {
      checkStatement(context, node);
    },
    ExportNamedDeclaration: (node) => {
      checkStatement(context, node);
    },
    ExportAllDeclaration: (node) => {
      checkStatement(context, node);
    },
    ImportExpression: (node) => {
      check(context, node, node as Reference, false);
    },
    TSImportType: (node: Rule.Node) => {
      check(context, node, node as Reference, true);
    },
  }),
};
