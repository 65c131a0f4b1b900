/** 3xxx: what the schema check finds. */
export const SCHEMA_CODES = {} as const;
