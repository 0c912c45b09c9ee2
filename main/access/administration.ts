import { AppError } from '../../shared/errors.ts';
import type { Instant } from '../../shared/ids.ts';
import { defaultPolicy, policyKeys } from '../../shared/policy/policyTable.ts';
import { roles } from '../../shared/policy/roles.ts';
import { allAccounts } from '../database/stores/accounts.ts';
import { confirmDoubtfulTimes, insertDateConfirmation } from '../database/stores/dates.ts';
import { getMeta, removeMeta } from '../database/stores/meta.ts';
import { policyChanges } from '../database/stores/policy.ts';
import { listProposals } from '../database/stores/proposals.ts';
import { backupSets } from '../database/stores/site.ts';
import { backupWarning } from './backupStatus.ts';
import { presentDoubt } from './clock.ts';
import { presentGaps } from './coverage.ts';
import { deputyHandlers } from './deputies.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { presentPolicy } from './policy.ts';
import { proposalHandlers } from './proposals.ts';
import type { Station } from './station.ts';

/** Policy, acts of two posts, deputies and the date. Leaving of a person stands with the records (main/records/leaving.ts). */
export function administrationHandlers(
  station: Station,
): Omit<AreaHandlers<'administration'>, 'leaving' | 'handOver'> {
  return {
    ...proposalHandlers(station),
    ...deputyHandlers(station),

    policy: async (ctx) => {
      const { policy, faults } = await presentPolicy(ctx.db, ctx.site.highestLevel);
      const changes = await policyChanges(ctx.db, 1000);
      const defaults = defaultPolicy(ctx.site.highestLevel);
      return {
        rows: policyKeys.map((key) => {
          const change = changes.find((one) => one.key === key);
          return {
            key,
            value: policy[key],
            defaultValue: defaults[key],
            faulty: faults.includes(key),
            changed:
              change === undefined
                ? null
                : {
                    by: change.first_name,
                    second: change.second_name,
                    at: change.at as Instant,
                    reason: change.reason,
                    before: change.before,
                  },
          };
        }),
        unknown: faults.filter((fault) => !(policyKeys as readonly string[]).includes(fault)),
      };
    },

    dateDoubt: async (ctx) => {
      const doubt = await presentDoubt(ctx.db);
      return { doubt: doubt === null ? null : { ...doubt, now: ctx.now } };
    },

    cloneAlarm: async (ctx) => ({ alarm: await getMeta(ctx.db, 'clone-alarm') }),

    confirmDate: async (ctx, input) => {
      const doubt = await presentDoubt(ctx.db);
      if (doubt === null) throw new AppError('date.not-doubted');
      if (input.day !== ctx.today) throw new AppError('date.not-this-day');
      const second = await ctx.keys.secondPerson(ctx.actor, input.second, roles);
      await ctx.commit(async (write) => {
        const id = await insertDateConfirmation(write.tx, {
          last_trusted_at: doubt.lastTrustedAt,
          doubted_at: doubt.doubtedAt,
          confirmed_at: write.now,
          first_account: ctx.actor.id,
          second_account: second.id,
        });
        await confirmDoubtfulTimes(write.tx, id);
        await removeMeta(write.tx, 'dateUnconfirmed');
        // Both dates stand in the audit row itself, so that an exported chain tells of them too.
        write.audited({
          kind: 'date',
          uid: `${doubt.lastTrustedAt} ${write.now}`,
          number: second.uid,
        });
      });
      return { done: true };
    },

    health: async (ctx) => {
      const { session } = station;
      if (session === undefined) throw new AppError('gate.locked');
      const [disk, sets, proposals, accounts, gaps] = await Promise.all([
        station.disk.state(),
        backupSets(ctx.db, 1),
        listProposals(ctx.db, 300),
        allAccounts(ctx.db),
        presentGaps(ctx.db, ctx.site.kind, ctx.today),
      ]);
      return {
        disk: { freeBytes: disk.freeBytes, totalBytes: disk.totalBytes, level: disk.level },
        backup: {
          lastAt: (sets[0]?.at ?? null) as Instant | null,
          warning: await backupWarning(session, station),
        },
        waitingProposals: proposals.filter((row) => row.decision === null && row.ends_at > ctx.now).length,
        waitingAccounts: accounts.filter((account) => account.state === 'created').length,
        gaps: gaps.length,
        policyFaults: session.policy.faults.length,
      };
    },
  };
}
