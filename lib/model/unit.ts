import type { IConstruct } from 'constructs';
import { MeshError } from './errors.js';
import { ListMark, Mark } from './marks.js';

/** Who applies an object: Flux from Git, or Pulumi. */
export type Owner = 'flux' | 'pulumi';

/** A health check that a Flux Kustomization waits for, on an object it does not apply itself. */
export interface UnitHealthCheck {
  /** Group and version of the object. */
  readonly apiVersion: string;
  /** Kind of the object. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /** Namespace of the object. */
  readonly namespace: string;
}

/** CEL expressions by which Flux judges the health of a kind. */
export interface UnitHealthExpression {
  /** Group and version of the kind. */
  readonly apiVersion: string;
  /** Kind that is judged. */
  readonly kind: string;
  /** Expression that is true when an object is healthy. */
  readonly current: string;
  /**
   * Expression that is true when an object has failed.
   * @default - never reported as failed
   */
  readonly failed?: string;
  /**
   * Expression that is true while an object is on its way.
   * @default - not judged
   */
  readonly inProgress?: string;
}

/**
 * Settings of a unit: a directory of the repository and the Flux Kustomization that applies it.
 *
 * See https://fluxcd.io/flux/components/kustomize/kustomizations/
 */
export interface UnitSettings {
  /** Path below `manifests/<cluster>/`, such as `tenants/tenant-a`. The Kustomization's name is the path with `-` for `/`. */
  readonly path: string;
  /** Paths of units that must be Ready first. @default - none */
  readonly dependsOn?: readonly string[];
  /** Service account, in `flux-system`, that applies the unit. @default "kustomize-controller" */
  readonly serviceAccountName?: string;
  /** Wait for every applied object. @default true */
  readonly wait?: boolean;
  /** How long applying and waiting may take; longer where a release or Canary of the unit may take longer. @default "5m" */
  readonly timeout?: string;
  /** How often to reconcile. @default "30m" */
  readonly interval?: string;
  /** Delete objects that left the unit. @default true */
  readonly prune?: boolean;
  /** Who applies what is in the unit, unless `setOwner` says otherwise. @default "flux" */
  readonly owner?: Owner;
  /** Health expressions for kinds whose status the built-in check misreads. @default - those of Canary, Certificate and HelmRelease, where it holds any */
  readonly healthCheckExprs?: readonly UnitHealthExpression[];
  /** Objects to wait for that the unit does not apply itself; needs `wait: false`. @default - none */
  readonly healthChecks?: readonly UnitHealthCheck[];
}

/** An image of a unit that Flux image automation bumps, written to `images:` of its kustomization.yaml with a marker. */
export interface UnitImage {
  /** Image name as it stands in the pod templates, without tag. */
  readonly name: string;
  /** Tag at the first publish. */
  readonly newTag: string;
  /** The ImagePolicy that decides the tag. */
  readonly policy: { readonly namespace: string; readonly name: string };
}

const UNIT = new Mark<UnitSettings>('unit');
const JOINED = new Mark<string>('unit.joined');
const IMAGES = new ListMark<UnitImage>('unit.images');

/**
 * Marks a construct as a unit: the objects below it become one directory and one Flux Kustomization.
 * Inside a plain chart of a stock App the mark means nothing.
 */
export function markUnit(construct: IConstruct, settings: UnitSettings): void {
  const before = UNIT.get(construct);
  if (before !== undefined) {
    throw new MeshError({
      code: 'TM2001',
      where: construct.node.path,
      field: 'unit',
      what: `the construct already is unit "${before.path}"`,
      value: settings.path,
      remedy: 'Mark a construct once; put objects of another unit below another construct.',
    });
  }
  UNIT.set(construct, settings);
}

/** Puts the objects below a construct into a unit that another construct of the same cluster defines. */
export function joinUnit(construct: IConstruct, path: string): void {
  JOINED.set(construct, path);
}

/** The unit mark of this very construct. */
export function unitMark(construct: IConstruct): UnitSettings | undefined {
  return UNIT.get(construct);
}

/** Path of the unit that this very construct joins. */
export function joinedUnit(construct: IConstruct): string | undefined {
  return JOINED.get(construct);
}

/** Path of the unit an object below `construct` belongs to, by the nearest mark. */
export function unitPathOf(construct: IConstruct): string | undefined {
  for (let at: IConstruct | undefined = construct; at !== undefined; at = at.node.scope) {
    const path = JOINED.get(at) ?? UNIT.get(at)?.path;
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Registers an image for automation; it is written by the unit that `construct` belongs to. */
export function addUnitImage(construct: IConstruct, image: UnitImage): void {
  IMAGES.add(construct, image);
}

/** Images registered on this very construct. */
export function unitImages(construct: IConstruct): readonly UnitImage[] {
  return IMAGES.get(construct);
}

/** Key by which Flux reads files that SOPS encrypted. */
export type Decryption =
  /** Keys in a Secret of `flux-system`: `age.agekey`, `identity.asc` or tokens of a key service. */
  | { readonly kind: 'secret'; readonly secretName: string }
  /** A key service that opens for the identity of a ServiceAccount of `flux-system`. */
  | { readonly kind: 'service-account'; readonly serviceAccountName: string }
  /** A key service that opens for the identity of kustomize-controller itself. */
  | { readonly kind: 'controller' };

/** An encrypted file that goes into the directory of a unit as it is, byte by byte. */
export interface UnitFile {
  /** The Secret in it. */
  readonly secret: { readonly name: string; readonly namespace: string };
  /** Content of the file. */
  readonly text: string;
  /** How Flux reads it. */
  readonly decryption: Decryption;
  /** Public names of the keys that open it, as SOPS has them in the file: each by its kind. */
  readonly recipients: readonly string[];
  /** Whether `${` in its values would be taken for a fact in a unit that substitutes. */
  readonly substitutes: boolean;
}

const FILES = new ListMark<UnitFile>('unit.files');

/** Adds an encrypted file; it is written by the unit that `construct` belongs to. */
export function addUnitFile(construct: IConstruct, file: UnitFile): void {
  FILES.add(construct, file);
}

/** Encrypted files added on this very construct. */
export function unitFiles(construct: IConstruct): readonly UnitFile[] {
  return FILES.get(construct);
}
