import { posix, relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { refusal } from './rooms.js';

interface Source {
  readonly type: string;
  readonly value?: unknown;
}

/** The parts of an import, export or `import()` that the rule reads; the parser adds the kinds to the tree. */
interface Reference {
  readonly source?: Source | null;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly specifiers?: readonly { readonly importKind?: string; readonly exportKind?: string }[];
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

/** Holds every import of ours to the table of rooms. */
export const roomImports: Rule.RuleModule = {
  meta: { type: 'problem', docs: { description: 'Holds imports to the table of rooms in docs/architecture.md.' } },
  create: (context) => ({
    ImportDeclaration: (node) => {
      check(context, node, node, isTypeOnly(node as Reference));
    },
    ExportNamedDeclaration: (node) => {
      check(context, node, node, isTypeOnly(node as Reference));
    },
    ExportAllDeclaration: (node) => {
      check(context, node, node, isTypeOnly(node));
    },
    ImportExpression: (node) => {
      check(context, node, node, false);
    },
    TSImportType: (node: Rule.Node) => {
      check(context, node, node as Reference, true);
    },
  }),
};
