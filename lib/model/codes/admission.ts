/** 6xxx: admission policies. */
export const ADMISSION_CODES = {} as const;
