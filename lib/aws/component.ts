import type { ComponentResourceOptions, CustomResourceOptions, Input } from '@pulumi/pulumi';
import { MeshError } from '../model/index.js';
import { pulumi } from './sdk.js';

/** Tags of AWS resources. */
export type Tags = Readonly<Record<string, Input<string>>>;

/** What is protected from deletion and replacement. */
export type AwsProtection =
  /** What holds data or keys: their loss cannot be made good. */
  | 'data'
  /** Nothing, as for what is thrown away. */
  | 'nothing';

/** Props that all components of AWS have. */
export interface CommonProps {
  /**
   * Tags of every resource.
   * @default - none
   */
  readonly tags?: Tags;
  /**
   * What is protected from deletion and replacement.
   * @default 'data'
   */
  readonly protect?: AwsProtection;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Names of roles have 64 characters, of which ids of children and the suffix of the engine take their part. */
const NAME_LENGTH = 32;

/** A component made of resources of AWS, whose names all begin with its own. */
export abstract class AwsComponent extends pulumi.ComponentResource {
  /** Name of the component in the stack. */
  readonly name: string;
  private readonly tags: Tags;
  private readonly protection: AwsProtection;

  /**
   * @param kind - name of the class, which is a part of the type token
   * @param name - name of the component
   * @param common - tags and protection
   * @param options - options of the component
   */
  constructor(kind: string, name: string, common: CommonProps, options: ComponentResourceOptions) {
    super(`tenant-mesh:eks:${kind}`, name, {}, options);
    this.name = checkedName(kind, name);
    this.tags = common.tags ?? {};
    this.protection = common.protect ?? 'data';
  }

  /** Name of a child. @internal */
  child(id: string): string {
    return `${this.name}-${id}`;
  }

  /** Options of a child. @internal */
  below(own: CustomResourceOptions = {}): CustomResourceOptions {
    return { parent: this, ...own };
  }

  /** Options of a child whose loss cannot be made good. @internal */
  kept(own: CustomResourceOptions = {}): CustomResourceOptions {
    return this.below({ ...own, protect: this.keeps });
  }

  /** Whether what cannot be made good is protected. @internal */
  get keeps(): boolean {
    return this.protection === 'data';
  }

  /** Tags of a child, with its name where consoles show that. @internal */
  tagged(id: string, own: Tags = {}): Record<string, Input<string>> {
    return { ...this.tags, Name: this.child(id), ...own };
  }

  /** Where a refusal of one of its props points to. @internal */
  get where(): string {
    return this.name;
  }
}

function checkedName(kind: string, name: string): string {
  if (NAME.test(name) && name.length <= NAME_LENGTH) return name;
  throw new MeshError({
    code: 'TM7101',
    where: `${kind} "${name}"`,
    field: 'name',
    what: `names of AWS resources are made from it, so it has lower case letters, digits and single "-", begins with a letter, and has ${NAME_LENGTH} characters at most`,
    value: name,
    remedy: 'Write a name such as "eks-prod".',
  });
}
