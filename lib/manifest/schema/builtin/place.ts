import type { OpenApiDocument, Schema } from '../../../imports/schemas.js';
import type { SchemaFinding } from '../finding.js';
import { child, entry, item } from '../path.js';
import { resolve, type Named } from './resolve.js';

/** A place in an object of a built-in kind. */
export interface Place {
  readonly document: OpenApiDocument;
  readonly type: Named;
  /** Path as the API server prints it while it decodes. */
  readonly path: string;
  /** Path as the API server prints it afterwards, when it knows keys of maps from fields. */
  readonly checked: string;
  /** Type and field that the value stands in, such as `core.PodSpec/containers`; that of the list for its items. */
  readonly slot: string;
  readonly found: SchemaFinding[];
}

/** The place of a field. */
export function fieldOf(place: Place, name: string, schema: Schema): Place {
  const { path, checked, type } = place;
  return below(place, schema, { path: child(path, name), checked: child(checked, name), slot: `${type.name}/${name}` });
}

/** The place of a value in a map. */
export function entryOf(place: Place, key: string, schema: Schema): Place {
  return below(place, schema, { path: child(place.path, key), checked: entry(place.checked, key), slot: place.slot });
}

/** The place of an item of a list. */
export function itemOf(place: Place, index: number, schema: Schema): Place {
  const { path, checked, slot } = place;
  return below(place, schema, { path: item(path, index), checked: item(checked, index), slot });
}

function below(place: Place, schema: Schema, where: Pick<Place, 'path' | 'checked' | 'slot'>): Place {
  const { document, found } = place;
  return { document, found, type: resolve(schema, document), ...where };
}
