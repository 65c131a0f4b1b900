/** 11xx to 19xx: what constructs refuse in their constructors. */
export const CONSTRUCT_CODES = {} as const;
