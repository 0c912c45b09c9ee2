/** Earlier than the newest audit row, or more than 30 days after it (spec 3 "Clock"). */
export function isClockSuspect(lastAuditAt: string | null, now: Date): boolean {
  if (lastAuditAt === null) return false;
  const last = Date.parse(lastAuditAt);
  return now.getTime() < last || now.getTime() - last > 30 * 86_400_000;
}
