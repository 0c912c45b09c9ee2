import { AppError } from '../../shared/errors.ts';
import { appendAudit } from '../access/auditLog.ts';
import type { WriteContext } from '../access/context.ts';
import type { ReadDb } from '../database/database.ts';
import { acknowledgeThrough, lastSealed, sealedDigest } from '../database/stores/exchange.ts';
import { markProven } from '../database/stores/exchangeKeys.ts';
import { setMeta } from '../database/stores/meta.ts';
import { lostEpochs, lostStream } from '../database/stores/restoration.ts';
import type { PackageJson } from './format/packageJson.ts';
import { type AckDecision, decideAck, epochNumber } from './format/sequence.ts';

/**
 * What the partner acknowledges of our own stream. Numbers that were lost with an installation and that a witness named
 * are known to have been sent; anything else that we never sealed was sealed by somebody else in our name.
 */
export async function judgeAcknowledgement(
  db: ReadDb,
  head: Pick<PackageJson, 'ack' | 'sender'>,
): Promise<AckDecision> {
  const { ack, sender } = head;
  if (ack === null) return { action: 'none' };
  const last = await lastSealed(db, sender, ack.epoch);
  const known = await sealedDigest(db, sender, ack.epoch, ack.through_seq);
  const lost = await lostStream(db, sender, ack.epoch);
  if (lost !== undefined && ack.through_seq > lost.inSet && ack.through_seq <= lost.witnessed) {
    const differs = ack.through_seq === lost.witnessed && lost.digest !== null && lost.digest !== ack.digest;
    if (!differs) return { action: 'unchanged' };
  }
  // It went on into later epochs that the set knows nothing of: what it sent before them was lost with it, unwitnessed.
  const later = (await lostEpochs(db, sender)).some((epoch) => epochNumber(epoch) > epochNumber(ack.epoch));
  if (later && ack.through_seq > (last?.seq ?? 0)) return { action: 'unchanged' };
  return decideAck({ lastSealed: () => last?.seq ?? 0, digestAt: () => known, acked: null }, ack);
}

/** Moves our own stream forward by the partner's cumulative receipt. @throws AppError package.refused */
export async function takeAcknowledgement(
  ctx: Pick<WriteContext, 'db' | 'tx' | 'now'>,
  head: Pick<PackageJson, 'ack' | 'sender'>,
): Promise<void> {
  const decision = await judgeAcknowledgement(ctx.db, head);
  if (decision.action === 'refuse')
    throw new AppError('package.refused', { code: decision.code, detail: '回执与本站发出的数据包不符' });
  if (decision.action === 'advance') {
    await acknowledgeThrough(ctx.tx, head.sender, decision.epoch, decision.throughSeq);
    await markProven(ctx.tx, head.sender, ctx.now);
  }
}

/** Two living installations of this site: red on every home page until two posts have looked into it. */
export async function raiseCloneAlarm(
  ctx: Pick<WriteContext, 'tx' | 'now' | 'actor' | 'site'>,
  head: Pick<PackageJson, 'ack' | 'sender'>,
): Promise<void> {
  const number = `${head.sender}-${head.ack?.epoch ?? ''}-${head.ack?.through_seq ?? 0}`;
  await setMeta(ctx.tx, 'clone-alarm', `${head.sender} 确认收到第 ${head.ack?.through_seq ?? 0} 号包`);
  await appendAudit(ctx.tx, ctx.site.code, {
    act: 'site.clone-alarm',
    at: ctx.now,
    account: ctx.actor.uid,
    object: { kind: 'package', uid: head.sender, number },
    outcome: 'alarm',
  });
}
