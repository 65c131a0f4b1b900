import ts from 'typescript';
import { parse } from './sources.js';

/**
 * What is wrong with the exported surface of one file, one line a fault.
 *
 * @param file - name of the file in the lines
 * @param text - its text
 * @param isPublic - whether users see a declaration: then each member is documented and says its default
 */
export function surfaceFaults(file: string, text: string, isPublic: (name: string) => boolean): string[] {
  const source = parse(file, text);
  const faults: string[] = [];
  const fault = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    faults.push(`${file}:${String(line + 1)} ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) fault(node, 'any');
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const statement of source.statements) {
    if (isExported(statement)) declarationFaults(statement, fault, isPublic(nameOf(statement)));
  }
  return faults;
}

type Report = (node: ts.Node, what: string) => void;

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function declarationFaults(statement: ts.Statement, fault: Report, seen: boolean): void {
  // The parser hands out the text of a comment for the statement as a whole, so `export const` is documented there.
  if (!isDocumented(statement) && !isOverload(statement)) fault(statement, `${nameOf(statement)} has no documentation`);
  if (ts.isInterfaceDeclaration(statement)) memberFaults(statement.members, fault, seen ? 'all' : 'none');
  if (ts.isTypeAliasDeclaration(statement)) literalFaults(statement.type, fault, seen);
  if (ts.isClassDeclaration(statement)) classFaults(statement, fault, seen);
}

function nameOf(node: ts.Node): string {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map(({ name }) => name.getText()).join(', ');
  const name =
    ts.isClassElement(node) || ts.isTypeElement(node) || ts.isDeclarationStatement(node) ? node.name : undefined;
  return name?.getText() ?? 'declaration';
}

function isDocumented(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((doc) => ts.isJSDoc(doc) && hasText(doc));
}

function hasText(doc: ts.JSDoc): boolean {
  const text = ts.getTextOfJSDocComment(doc.comment) ?? '';
  return text.trim() !== '' || (doc.tags ?? []).some(({ tagName }) => tagName.text === 'internal');
}

/** Later signatures of one function share the documentation of the first. */
function isOverload(node: ts.Statement): boolean {
  if (!ts.isFunctionDeclaration(node)) return false;
  const siblings = ts.isSourceFile(node.parent) ? node.parent.statements : [];
  const first = siblings.find((each) => ts.isFunctionDeclaration(each) && each.name?.text === node.name?.text);
  return first !== node;
}

/** Which members must be documented: those of interfaces, optional ones of object types, or none. */
type Documented = 'all' | 'optional' | 'none';

function memberFaults(members: readonly ts.TypeElement[], fault: Report, documented: Documented): void {
  for (const member of members) {
    if (documented === 'all' && !isDocumented(member) && !explainsItself(member))
      fault(member, `${nameOf(member)} has no documentation`);
    if (!ts.isPropertySignature(member)) continue;
    if (!isReadonly(member)) fault(member, `${nameOf(member)} is not readonly`);
    const optional = documented !== 'none' && member.questionToken !== undefined;
    if (optional && !hasDefault(member)) fault(member, `${nameOf(member)} has no @default`);
    if (member.type !== undefined) literalFaults(member.type, fault, documented !== 'none');
  }
}

/** An index signature, or the literal that tells the members of a union apart. */
function explainsItself(member: ts.TypeElement): boolean {
  if (ts.isIndexSignatureDeclaration(member)) return true;
  return ts.isPropertySignature(member) && member.type !== undefined && ts.isLiteralTypeNode(member.type);
}

/** Faults of the object types inside a type. */
function literalFaults(type: ts.TypeNode, fault: Report, seen: boolean): void {
  const visit = (node: ts.Node): void => {
    if (ts.isTypeLiteralNode(node)) memberFaults(node.members, fault, seen ? 'optional' : 'none');
    else ts.forEachChild(node, visit);
  };
  visit(type);
}

function isReadonly(member: ts.PropertySignature | ts.PropertyDeclaration): boolean {
  return (member.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
}

function hasDefault(member: ts.PropertySignature): boolean {
  const tags = ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === 'default');
  return tags.some(({ comment }) => (ts.getTextOfJSDocComment(comment) ?? '').trim() !== '');
}

function classFaults(node: ts.ClassDeclaration, fault: Report, seen: boolean): void {
  for (const member of node.members) {
    const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
    const hidden = modifiers.some(({ kind }) => HIDDEN.has(kind));
    if (hidden || ts.isConstructorDeclaration(member) || ts.isPrivateIdentifier(member.name ?? node)) continue;
    if (seen && !isDocumented(member) && !isLaterOverload(member, node)) {
      fault(member, `${nameOf(member)} has no documentation`);
    }
    if (ts.isPropertyDeclaration(member) && !isReadonly(member)) fault(member, `${nameOf(member)} is not readonly`);
  }
}

/** What is private, or documented where it was first declared. */
const HIDDEN: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.OverrideKeyword,
]);

function isLaterOverload(member: ts.ClassElement, owner: ts.ClassDeclaration): boolean {
  if (!ts.isMethodDeclaration(member)) return false;
  return owner.members.find((each) => each.name?.getText() === member.name.getText()) !== member;
}
