import type { MoveStep } from './moves.js';
import { allowName, type PlanWarning, type PlannedAction, type PlannedObject, type PublishPlan } from './plan.js';
import { shownSides } from './sides.js';

const SIGNS: Readonly<Record<PlannedAction, string>> = { create: '+', change: '~', move: '>', delete: '-', leave: '.' };
const WORDS: Readonly<Record<PlannedAction, string>> = {
  create: 'created',
  change: 'changed',
  move: 'moved',
  delete: 'deleted',
  leave: 'left in the cluster',
};
/** Fields shown of one object; a JSON plan has them all. */
const SHOWN_FIELDS = 12;
/** Moving objects named in a sentence. */
const SHOWN_MOVES = 5;

/** The plan for a person. */
export function formatPlan(plan: PublishPlan): string {
  if (plan.objects.length === 0 && plan.files.written + plan.files.removed === 0) return 'Nothing changes.\n';
  const lines = [
    ...plan.warnings.flatMap(warningLines),
    ...stepLines(plan.moves).flatMap((line, at, all) => (at === all.length - 1 ? [line, ''] : [line])),
    ...plan.objects.flatMap(objectLines),
    ...plan.keptValues.map(({ path, policy, value }) => `= ${path}: ${value} stays, by policy ${policy}`),
    '',
    `${counts(plan)}; ${String(plan.files.written)} files written, ${String(plan.files.removed)} removed`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The plan for the page of a pull request. */
export function formatPlanMarkdown(plan: PublishPlan): string {
  const head = ['## What this changes in the clusters', '', `${counts(plan)}.`, ''];
  const warnings = plan.warnings.map(warningItem);
  const loud = warnings.length === 0 ? [] : ['> [!CAUTION]', ...warnings, ''];
  const rows = plan.objects.map(
    (planned) =>
      `| ${WORDS[planned.action]} | ${asCode(planned.object)} | ${asCode(placeOf(planned))} | ${fieldCell(planned)} |`,
  );
  const table =
    rows.length === 0 ? [] : ['| what | object | where | fields |', '| --- | --- | --- | --- |', ...rows, ''];
  const kept = plan.keptValues.map(
    ({ path, value, policy }) => `- ${asCode(path)} keeps ${asCode(value)} (${asCode(policy)})`,
  );
  const tags = kept.length === 0 ? [] : ['Tags that Flux bumped:', '', ...kept, ''];
  const steps = stepLines(plan.moves);
  const moves = steps.length === 0 ? [] : [...steps.map((line) => escape(line)), ''];
  return [...head, ...loud, ...moves, ...table, ...tags].join('\n');
}

/** What a publish does now where objects move that Flux would delete where they were. */
function stepLines(moves: MoveStep): readonly string[] {
  const objects = moves.kind === 'none' ? '' : someOf(moves.objects);
  switch (moves.kind) {
    case 'none':
      return [];
    case 'mark':
      return [
        `1. The next publish writes one thing alone: it marks ${objects} where they are, so that Flux deletes none of them.`,
        '2. Once Flux has applied that, a publish with --finish-moves does all the rest.',
      ];
    case 'wait':
      return [`Marked: ${objects}. Once Flux has applied that, a publish with --finish-moves does all of this.`];
    case 'finish':
      return [`The publish moves what is marked: ${objects}.`];
  }
}

function someOf(names: readonly string[]): string {
  const more = names.length - SHOWN_MOVES;
  return more > 0 ? `${names.slice(0, SHOWN_MOVES).join(', ')} and ${String(more)} more` : names.join(', ');
}

function warningLines({ code, cluster, object, what, remedy, needsLeave }: PlanWarning): readonly string[] {
  const leave = needsLeave ? [`!!!   needs --allow-delete ${allowName(object)}`] : [];
  const where = cluster === '' ? object : `${cluster}: ${object}`;
  return [`!!! ${code} ${where}`, `!!!   ${what}`, `!!!   ${remedy}`, ...leave, ''];
}

function warningItem({ code, object, what, remedy, needsLeave }: PlanWarning): string {
  const leave = needsLeave ? ` Needs ${asCode(`--allow-delete ${allowName(object)}`)}.` : '';
  return `> - **${code}** ${asCode(object)}: ${escape(what)}. ${escape(remedy)}${leave}`;
}

function objectLines(planned: PlannedObject): readonly string[] {
  const { action, object, fields } = planned;
  const shown = fields.slice(0, SHOWN_FIELDS).map(({ field, before, after }) => {
    if (before === undefined && after === undefined) return `    ${field} (hidden)`;
    return `    ${field}: ${shownSides(before, after).join(' -> ')}`;
  });
  const more = fields.length > SHOWN_FIELDS ? [`    and ${String(fields.length - SHOWN_FIELDS)} more fields`] : [];
  return [`${SIGNS[action]} ${object} (${placeOf(planned)})`, ...shown, ...more];
}

function placeOf({ unit, from }: PlannedObject): string {
  return from === undefined ? unit : `${from} -> ${unit}`;
}

function fieldCell({ fields }: PlannedObject): string {
  const names = fields.slice(0, SHOWN_FIELDS).map(({ field }) => asCode(field));
  return `${names.join(', ')}${fields.length > SHOWN_FIELDS ? ', ...' : ''}`;
}

function counts({ objects }: PublishPlan): string {
  const actions: readonly PlannedAction[] = ['create', 'change', 'move', 'delete', 'leave'];
  const parts = actions
    .map((action) => [WORDS[action], objects.filter((planned) => planned.action === action).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${String(count)} ${word}`);
  return parts.length === 0 ? 'No object changes' : `Objects: ${parts.join(', ')}`;
}

/** Text as code; a name holds no back quote, but a tree that others write into might. */
function asCode(text: string): string {
  return `\`${text.replace(/[`|\n\r]/g, ' ')}\``;
}

function escape(text: string): string {
  return text.replace(/[\n\r]/g, ' ').replace(/[|<>[\]`*_]/g, (found) => `\\${found}`);
}
