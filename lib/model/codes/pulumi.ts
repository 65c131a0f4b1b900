/** 7xxx: live resources by Pulumi. */
export const PULUMI_CODES = {
  TM7001: { level: 'error', title: 'Pulumi is not installed' },
  TM7002: { level: 'error', title: 'Output of a fact given twice' },
  TM7003: { level: 'error', title: 'Substitution that nobody makes' },
  TM7004: { level: 'error', title: 'Object applied twice' },
  TM7005: { level: 'error', title: 'Secret other than the one that is needed' },
  TM7006: { level: 'error', title: 'Object of Pulumi that needs one of Flux' },
  TM7007: { level: 'error', title: 'Nothing that Pulumi applies' },
  TM7008: { level: 'error', title: 'Facts from two hands' },
  TM7009: { level: 'error', title: 'Objects that wait for each other' },
  TM7010: { level: 'error', title: 'Wait that cannot end' },
} as const;
