import type { SiteCode } from '../../shared/ids.ts';
import type { WriteTx } from '../database/handles.ts';
import type { LockedEvent } from '../database/lockedJournal.ts';
import { appendAudit } from './auditLog.ts';
import type { AuditObject } from './context.ts';

/** A refused request as the journal of the locked time keeps it until the next log-in. */
export interface LockedRefusal {
  readonly object: AuditObject | null;
  readonly outcome: string;
  /** Account whose call it was; `locked` when nobody was logged in. */
  readonly account: string;
}

/** The refusal as texts, for a line of the journal. */
export function refusalDetail(refusal: LockedRefusal): Record<string, string> {
  const { object } = refusal;
  return {
    outcome: refusal.outcome,
    account: refusal.account,
    kind: object?.kind ?? '',
    uid: object?.uid ?? '',
    number: object?.number ?? '',
  };
}

/**
 * Rows for what happened while nobody was logged in: refused log-ins and other refused requests.
 * @param accounts account by keyed digest of its log-in name; an unknown name stays `locked`
 */
export async function auditLockedEvents(
  tx: WriteTx,
  site: SiteCode,
  events: readonly LockedEvent[],
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { act, at, loginTag, detail } of events) {
    if (act === 'loginFailed') {
      await appendAudit(tx, site, {
        act: 'session.login-failed',
        at,
        account: accounts.get(loginTag) ?? 'locked',
        object: { kind: 'login', uid: loginTag.slice(0, 32) },
        outcome: 'refused:slots.wrong-credentials',
      });
    }
    if (act === 'refused') {
      const { kind = '', uid = '', number = '', outcome = '', account = '' } = detail;
      await appendAudit(tx, site, {
        act: 'request.refused',
        at,
        account: account === '' ? 'locked' : account,
        object: { kind, uid, number },
        outcome,
      });
    }
  }
}
