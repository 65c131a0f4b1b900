import { RE2JS } from 're2js';
import { MeshError, type KubeObject, type Problem } from '../../model/index.js';
import { mapAt, textOf } from '../../manifest/index.js';
import { objectsIn } from '../publish/objects.js';
import { isInRange } from './range.js';

/** What an ImagePolicy demands of a tag. */
interface TagRule {
  readonly file: string;
  readonly range: string | undefined;
  readonly pattern: string | undefined;
  readonly extract: string;
}

/** The ImagePolicies of a tree by `<namespace>:<name>`: what each admits. */
export class TagRules {
  private readonly rules = new Map<string, TagRule>();

  /** Reads the policies in a file of the tree. */
  add(file: string, text: string): void {
    for (const object of objectsIn(file, text)) {
      if (object.kind !== 'ImagePolicy') continue;
      const { namespace = '', name = '' } = object.metadata;
      this.rules.set(`${namespace}:${name}`, ruleOf(file, object));
    }
  }

  /** What is wrong with a tag under a marker; nothing where its policy is not in the tree. */
  problem(path: string, marker: string, tag: string): Problem | undefined {
    const [namespace = '', name = '', part = 'tag'] = marker.split(':');
    const rule = part === 'tag' ? this.rules.get(`${namespace}:${name}`) : undefined;
    if (rule === undefined || admits(rule, tag)) return undefined;
    return {
      code: 'TM5109',
      where: path,
      field: name,
      what: `the checkout has this tag, and policy ${namespace}/${name} (${rule.file}) asks for ${demand(rule)}`,
      value: tag,
      remedy: 'Widen the range, or publish the tag of the program with --reset-images.',
    };
  }
}

/** Whether a file of the tree may hold an ImagePolicy. */
export function mayHoldPolicy(text: string): boolean {
  return text.includes('kind: ImagePolicy\n');
}

function ruleOf(file: string, object: KubeObject): TagRule {
  const { range } = mapAt(object, 'spec', 'policy', 'semver');
  const { pattern, extract } = mapAt(object, 'spec', 'filterTags');
  return { file, range: textOf(range), pattern: textOf(pattern), extract: textOf(extract) ?? '' };
}

function admits({ range, pattern, extract }: TagRule, tag: string): boolean {
  const version = pattern === undefined ? tag : extracted(tag, pattern, extract);
  if (version === undefined) return false;
  return range === undefined || (isInRange(version, range) ?? true);
}

/** The part of a tag that a policy compares; undefined where the policy leaves the tag out. */
function extracted(tag: string, pattern: string, extract: string): string | undefined {
  const matcher = compiled(pattern).matcher(tag);
  if (!matcher.find()) return undefined;
  if (extract === '') return tag;
  return extract.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced: string | undefined, plain: string | undefined) => {
    const group = braced ?? plain ?? '';
    return (/^\d+$/.test(group) ? matcher.group(Number(group)) : matcher.group(group)) ?? '';
  });
}

function compiled(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    throw new MeshError(
      {
        code: 'TM5109',
        where: 'spec.filterTags.pattern',
        what: 'the pattern of an ImagePolicy is no regular expression of Go',
        value: pattern,
        remedy: 'Correct the pattern of the policy.',
      },
      { cause },
    );
  }
}

function demand({ range, pattern }: TagRule): string {
  const parts = [
    ...(range === undefined ? [] : [`the range "${range}"`]),
    ...(pattern === undefined ? [] : [`the pattern "${pattern}"`]),
  ];
  return parts.join(' and ');
}
