/** 4xxx: rules over several objects. */
export const ANALYZER_CODES = {} as const;
