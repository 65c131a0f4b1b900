import { recordingText, type Recording } from 'tenant-mesh/testing/pulumi';

/** Resources below a component, as the serializer writes them but for tags: text by name and type. */
export function blocksOf(recording: Recording, component: string): ReadonlyMap<string, string> {
  const lines = recordingText(recording).split('\n');
  const from = lines.indexOf(component);
  if (from < 0) throw new Error(`No component is ${component}.`);
  const blocks = new Map<string, string>();
  let head = '';
  for (const line of lines.slice(from + 1)) {
    if (!line.startsWith('  ')) break;
    if (!line.startsWith('    ')) head = line.trim();
    if (!/^ +tags: /.test(line)) blocks.set(head, `${blocks.get(head) ?? ''}${line}\n`);
  }
  return blocks;
}

/** Blocks whose name passes, as one text. */
export function blockText(blocks: ReadonlyMap<string, string>, pick: (head: string) => boolean = () => true): string {
  return `\n${[...blocks].flatMap(([head, text]) => (pick(head) ? [text] : [])).join('')}`;
}
