import type { TwoPostPayload } from '../../shared/contract/administration.ts';
import { twoPostPayload } from '../../shared/contract/administration.ts';
import { AppError } from '../../shared/errors.ts';
import { type AccountUid, type Instant, type ObjectUid, toInstant } from '../../shared/ids.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { policyNumbers } from '../../shared/policy/policyTable.ts';
import { roleNames } from '../../shared/policy/roles.ts';
import { type TwoPostAct, twoPostActs } from '../../shared/policy/twoPosts.ts';
import { allAccounts } from '../database/stores/accounts.ts';
import {
  decideProposal,
  insertProposal,
  listProposals,
  proposalByUid,
  type StoredProposal,
  waitsAlready,
} from '../database/stores/proposals.ts';
import {
  type Alongside,
  disableAccount,
  enableAgain,
  existingAccount,
  withdrawAccount,
} from './accountActs.ts';
import type { Actor, JobContext, ReadContext, WriteContext } from './context.ts';
import { appointDeputy, checkDeputy } from './deputies.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { presentPolicy, requireWithinFloors, writePolicy } from './policy.ts';
import type { Station } from './station.ts';

type Decision = 'confirmed' | 'refused' | 'withdrawn';

/** What this person may do with a proposal that waits. */
function mayDecide(actor: Actor, proposal: Pick<StoredProposal, 'act' | 'proposed_by'>): Decision[] {
  if (proposal.proposed_by === actor.id) return ['withdrawn'];
  const { confirms } = twoPostActs[proposal.act as TwoPostAct];
  return mayAct(actor.ownRoles ?? actor.roles, confirms) ? ['confirmed', 'refused'] : [];
}

/** What is proposed, in one Chinese sentence. */
function wordsOf(payload: TwoPostPayload, names: ReadonlyMap<string, string>): string {
  const name = (uid: string) => names.get(uid) ?? '—';
  switch (payload.act) {
    case 'changePolicy':
      return payload.changes
        .map(({ key, value }) => `${policyNumbers[key].name}改为 ${value} ${policyNumbers[key].unit}`)
        .join('；');
    case 'disableAccount':
      return `停用 ${name(payload.uid)} 的帐号`;
    case 'enableAgain':
      return `重新启用 ${name(payload.uid)} 的帐号`;
    case 'appointDeputy':
      return `${name(payload.uid)} 代理 ${name(payload.forUid)} 的“${roleNames[payload.role]}”，${payload.from} 至 ${payload.to}`;
  }
}

/** Refuses at proposing what could not be confirmed in any case. */
async function checkProposal(ctx: WriteContext, payload: TwoPostPayload): Promise<void> {
  const rule = twoPostActs[payload.act];
  const roles = ctx.actor.ownRoles ?? ctx.actor.roles;
  if (!rule.proposes.some((act) => mayAct(roles, act))) throw new AppError('gate.forbidden');
  switch (payload.act) {
    case 'changePolicy':
      return requireWithinFloors(payload.changes);
    case 'disableAccount':
    case 'enableAgain': {
      const { account } = await existingAccount(ctx, payload.uid);
      const wanted = payload.act === 'disableAccount' ? 'active' : 'disabled';
      if (account.state !== wanted) throw new AppError('people.not-active');
      return;
    }
    case 'appointDeputy': {
      // Everybody asks for the own place; administrators and leaders also for somebody else's.
      const forOthers = mayAct(roles, 'account.create') || mayAct(roles, 'reader.grant');
      if (payload.forUid !== ctx.actor.uid && !forOthers) throw new AppError('gate.forbidden');
      await checkDeputy(ctx, payload);
    }
  }
}

/** Carries out what two posts agreed on; the decision is written in the same transaction. */
async function carryOut(
  station: Station,
  ctx: JobContext,
  proposal: StoredProposal,
  decided: Alongside,
): Promise<void> {
  const payload = twoPostPayload.parse(JSON.parse(proposal.payload));
  const by = { proposer: proposal.proposed_by, reason: proposal.reason };
  switch (payload.act) {
    case 'changePolicy':
      await ctx.commit(async (write) => {
        await writePolicy(write, payload.changes, {
          first: by.proposer,
          second: ctx.actor.id,
          reason: by.reason,
        });
        await decided(write);
      });
      return await station.policyChanged();
    case 'disableAccount':
      return await disableAccount(station, ctx, payload.uid, decided);
    case 'enableAgain':
      return await enableAgain(station, ctx, payload.uid, decided);
    case 'appointDeputy':
      await ctx.commit(async (write) => {
        await appointDeputy(write, payload, by);
        await decided(write);
      });
      return station.accountsChanged();
  }
}

async function waiting(ctx: Pick<ReadContext, 'db' | 'now'>, uid: string): Promise<StoredProposal> {
  const proposal = await proposalByUid(ctx.db, uid);
  if (proposal === undefined || proposal.decision !== null || proposal.ends_at <= ctx.now)
    throw new AppError('proposal.not-found');
  return proposal;
}

/** Acts of two posts that wait: proposed by one, confirmed or refused by another from an own session, or withdrawn. */
export function proposalHandlers(
  station: Station,
): Pick<AreaHandlers<'administration'>, 'proposals' | 'propose' | 'decide' | 'withdrawAccount'> {
  return {
    proposals: async (ctx) => {
      const names = new Map((await allAccounts(ctx.db)).map(({ uid, name }) => [uid, name]));
      const administrates = ['account.create', 'account.enable'] as const;
      const seesAll = administrates.some((act) => mayAct(ctx.actor.roles, act));
      const rows = (await listProposals(ctx.db, 300)).filter(
        (row) => seesAll || row.proposed_by === ctx.actor.id,
      );
      return {
        rows: rows.map((row) => {
          const open = row.decision === null && row.ends_at > ctx.now;
          return {
            uid: row.uid as ObjectUid,
            act: row.act as TwoPostAct,
            words: wordsOf(twoPostPayload.parse(JSON.parse(row.payload)), names),
            reason: row.reason,
            proposedBy: row.proposer_name,
            proposedAt: row.proposed_at as Instant,
            endsAt: row.ends_at as Instant,
            state: row.decision ?? (open ? 'waiting' : 'ended'),
            decidedBy: row.decider_name,
            decidedAt: row.decided_at as Instant | null,
            note: row.decision_note,
            may: open ? mayDecide(ctx.actor, row) : [],
          };
        }),
      };
    },

    propose: async (ctx, { payload, reason }) => {
      await checkProposal(ctx, payload);
      const text = JSON.stringify(payload);
      if (await waitsAlready(ctx.tx, payload.act, text, ctx.now)) throw new AppError('proposal.exists');
      const { policy } = await presentPolicy(ctx.tx, ctx.site.highestLevel);
      const uid = ctx.newUid();
      await insertProposal(ctx.tx, {
        uid,
        act: payload.act,
        payload: text,
        reason,
        proposed_by: ctx.actor.id,
        proposed_at: ctx.now,
        ends_at: toInstant(new Date(Date.parse(ctx.now) + policy.proposalDays * 86_400_000)),
      });
      ctx.audited({ kind: `proposal.${payload.act}`, uid });
      return { uid };
    },

    decide: async (ctx, { uid, decision, note }) => {
      const proposal = await waiting(ctx, uid);
      const may = mayDecide(ctx.actor, proposal);
      if (!may.includes(decision)) {
        const own = proposal.proposed_by === ctx.actor.id;
        throw new AppError(own ? 'proposal.same-person' : 'gate.forbidden');
      }
      const decided: Alongside = async (write) => {
        const first = await decideProposal(write.tx, uid, {
          decision,
          decided_by: ctx.actor.id,
          decided_at: write.now,
          decision_note: note,
        });
        if (!first) throw new AppError('people.already-decided');
        write.audited({ kind: `proposal.${proposal.act}`, uid, number: decision });
      };
      if (decision === 'confirmed') await carryOut(station, ctx, proposal, decided);
      else await ctx.commit(decided);
      return { done: true };
    },

    withdrawAccount: async (ctx, { uid }) => {
      await withdrawAccount(station, ctx, uid as AccountUid);
      return { done: true };
    },
  };
}
