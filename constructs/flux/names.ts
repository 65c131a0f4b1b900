/** Namespace of Flux, of every HelmRelease and of every chart source. */
export const FLUX_NAMESPACE = 'flux-system';

/** How often a chart source is looked at; versions are pinned, so nothing is expected to change. */
export const SOURCE_INTERVAL = '12h';
