const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|[+-](\d{2}):(\d{2}))$/;

/** Whether a text is a time as the API server decodes it in fields of its own kinds. */
export function isTime(text: string): boolean {
  const [whole, ...parts] = TIME.exec(text) ?? [];
  if (whole === undefined) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, , zoneHour = 0, zoneMinute = 0] = parts.map(
    (part) => Number(part as string | undefined) || 0,
  );
  const days = month >= 1 && month <= 12 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 0;
  return day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60 && zoneHour <= 24 && zoneMinute < 60;
}

/** Whether a text is a time with exactly six digits of a second. */
export function isMicroTime(text: string): boolean {
  return isTime(text) && TIME.exec(text)?.[7]?.length === 6;
}
