/** 8xxx: access. 80xx input, 81xx questions. */
export const ACCESS_CODES = {
  TM8001: { level: 'error', title: 'Unreadable access case' },
  TM8101: { level: 'error', title: 'Unknown end of a question' },
  TM8102: { level: 'error', title: 'Malformed question' },
} as const;
