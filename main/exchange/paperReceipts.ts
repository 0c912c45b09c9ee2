import { AppError } from '../../shared/errors.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { readReceiptCode, receiptNamespace, receiptStatement } from '../access/paperReceipt.ts';
import { newestRoster, sealedDigest, siteByCode } from '../database/stores/exchange.ts';
import { takeAcknowledgement } from './acknowledgements.ts';
import { parsePublicKeyLine } from './crypto/sshKeys.ts';
import { armoredSshsig, verifySshsig } from './crypto/sshsig.ts';
import { openStored } from './storedRosters.ts';

/**
 * `exchange.enterReceipt`: a receipt that came on paper, because no package goes the other way (spec 4 "Receipts"). It counts
 * like the `ack` of a package, and only with the signature of a site key that the partner's roster lists as in use.
 * @throws AppError exchange.not-paired, exchange.receipt-misread, exchange.receipt-unsigned, package.refused
 */
export const enterReceipt: AreaHandlers<'exchange'>['enterReceipt'] = async (ctx, input) => {
  const site = await siteByCode(ctx.db, input.site);
  const stored = await newestRoster(ctx.db, input.site);
  const roster = stored === undefined ? undefined : await openStored(ctx.db, stored);
  if (site === undefined || site.is_self === 1 || roster === undefined)
    throw new AppError('exchange.not-paired', { site: input.site });
  const code = readReceiptCode(input.code);
  if (code === undefined) throw new AppError('exchange.receipt-misread', {}, 'code');
  const { epoch, throughSeq, signature } = code;
  const digest = await sealedDigest(ctx.db, input.site, epoch, throughSeq);
  if (digest === undefined) throw new AppError('exchange.receipt-unsigned', { epoch, seq: throughSeq });
  const statement = receiptStatement({
    sender: ctx.site.code,
    receiver: input.site,
    epoch,
    throughSeq,
    digest,
  });
  // A key that was ended says nothing new: packages by it are bound to numbers, a paper is not.
  const ended = new Set(roster.revocations.map((row) => row.key));
  const signed = roster.keys
    .filter((key) => key.role === 'site' && key.to === null && !ended.has(key.id))
    .map((key) => parsePublicKeyLine(key.pub))
    .some((key) =>
      verifySshsig(key, receiptNamespace, statement, armoredSshsig(key, receiptNamespace, signature)),
    );
  if (!signed) throw new AppError('exchange.receipt-unsigned', { epoch, seq: throughSeq });
  await takeAcknowledgement(ctx, { sender: input.site, ack: { digest, epoch, through_seq: throughSeq } });
  ctx.audited({ kind: 'package', uid: input.site, number: `${input.site}-${epoch}-${throughSeq}` });
  return { epoch, throughSeq };
};
