import { deciderText, type Decider } from './decider.js';
import type { AccessChange, AccessDiff, ChangeKind } from './diff.js';
import { folded, type Fold } from './fold.js';
import { counted, shortList } from './sections.js';

const SAME = 'This change allows and refuses the same calls as before.';
/** Lines before the rest is folded away. */
const SHOWN = 20;
/** Names in one line before they are cut short. */
const NAMES = 4;

const TITLES: Readonly<Record<ChangeKind, string>> = {
  opened: 'Newly allowed',
  widened: 'Allowed for more requests',
  altered: 'Decided elsewhere',
  narrowed: 'Allowed for fewer requests',
  closed: 'No longer allowed',
};

const PLACES: Readonly<Record<Exclude<AccessChange['between'], 'outside'>, string>> = {
  tenants: ' across tenants',
  platform: '',
  tenant: '',
};

/** A diff as Markdown, ready for a comment on a pull request: one line a change, the one that weighs most first. */
export function diffMarkdown({ changes, unknown, assumptions }: AccessDiff): string {
  const assumed = assumptions.length === 0 ? '' : `\n${assumptions.map((text) => `- Assumed: ${text}\n`).join('')}`;
  if (changes.length === 0 && unknown.length === 0) return `${SAME}\n${assumed}`;
  const lines = foldedChanges(changes).map(line);
  const shown = lines.slice(0, SHOWN);
  const rest = lines.slice(SHOWN);
  const more =
    rest.length === 0
      ? ''
      : `\n<details><summary>${counted(rest.length, 'more line')}</summary>\n\n${rest.join('\n')}\n\n</details>\n`;
  const undecided = unknown.map((text) => `- **Not decided**: ${text}\n`).join('');
  const end = changes.length === 0 ? '' : `\n${totals(changes)}\n`;
  return `${shown.length === 0 ? '' : `${shown.join('\n')}\n`}${undecided}${more}${end}${assumed}`;
}

/** A diff as plain text: one line a change, the one that weighs most first, and none folded away. */
export function diffText({ changes, unknown, assumptions }: AccessDiff): string {
  const lines = [
    ...foldedChanges(changes).map((fold) =>
      line(fold)
        .replace(/^- /, '')
        .replaceAll(/\*\*|`/g, ''),
    ),
    ...unknown.map((text) => `Not decided: ${text}`),
    ...(changes.length === 0 ? [] : [totals(changes)]),
  ];
  const assumed = assumptions.map((text) => `Assumed: ${text}`);
  return `${[...(lines.length === 0 ? [SAME] : lines), ...assumed].join('\n')}\n`;
}

/** Changes that differ in their ends alone stand in one line; the order stays. */
function foldedChanges(changes: readonly AccessChange[]): readonly Fold<AccessChange>[] {
  return folded(changes, ({ kind, between, request, decidedBy, before }) =>
    JSON.stringify([kind, between, request, ...[decidedBy, before].map((each) => [each?.object, each?.rule])]),
  );
}

function line({ from, to, ports, first }: Fold<AccessChange>): string {
  const { kind, between, request, decidedBy, before } = first;
  const [caller] = from;
  const outside = caller === 'outside' ? ' from outside' : ' to the outside';
  const title = `**${TITLES[kind]}${between === 'outside' ? outside : PLACES[between]}**`;
  const where = `${names(from)} to ${names(to)}, port ${ports.join(', ')}`;
  const what = request === 'any' ? 'any request' : `requests with ${request}`;
  const former = before === undefined || same(before, decidedBy) ? '' : ` Before: ${deciderText(before)}.`;
  return `- ${title}: ${where}, ${what}. Now: ${deciderText(decidedBy)}.${former}`;
}

function same(a: Decider, b: Decider): boolean {
  return a.text === b.text && a.object === b.object && a.rule === b.rule;
}

function names(list: readonly string[]): string {
  return shortList(
    list.map((name) => `\`${name}\``),
    NAMES,
  );
}

function totals(changes: readonly AccessChange[]): string {
  const kinds: readonly ChangeKind[] = ['opened', 'widened', 'altered', 'narrowed', 'closed'];
  const counts = kinds.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${String(count)} ${TITLES[kind].toLowerCase()}`];
  });
  return `${counted(changes.length, 'call')} in all: ${counts.join(', ')}.`;
}
