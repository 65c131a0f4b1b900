/** 5xxx: the Git tree. */
export const GITOPS_CODES = {
  TM5001: { level: 'error', title: 'Image with two tags in one unit' },
  TM5002: { level: 'error', title: 'Fact that substitution would turn into another type' },
  TM5003: { level: 'error', title: 'Settings of a unit that Flux would ignore' },
} as const;
