/** 5xxx: the Git tree. */
export const GITOPS_CODES = {} as const;
