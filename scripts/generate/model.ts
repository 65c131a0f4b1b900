import type { KindInfo } from '../../lib/imports/kind-info.js';
import type { Field, Shape } from './shape.js';

/** A kind in one version. */
export interface KindModel extends KindInfo {
  readonly className: string;
  /** Top-level fields besides apiVersion, kind, metadata and status. */
  readonly fields: readonly Field[];
  readonly page: string;
}

/** An interface, or another name of one. */
export interface TypeModel {
  readonly name: string;
  readonly shape: Shape;
}

/** One file of kinds. */
export interface ModuleModel {
  readonly system: string;
  /** File name without extension. */
  readonly name: string;
  /** What the file was generated from. */
  readonly sources: readonly string[];
  readonly kinds: readonly KindModel[];
  readonly types: readonly TypeModel[];
}

/** Top-level fields that a typed kind does not take from the schema. */
export const COMMON_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);
