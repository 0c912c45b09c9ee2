import { z } from 'zod';
import {
  accountUid,
  done,
  instant,
  line,
  localPath,
  login,
  objectUid,
  password,
  secondPerson,
  sha256Hex,
  siteCode,
} from './primitives.ts';
import { job, procedure, query } from './procedure.ts';

export const backupRow = z.strictObject({
  at: instant,
  folder: z.string(),
  bytes: z.number(),
  verified: z.boolean(),
  sameDevice: z.boolean(),
});
const head = z.strictObject({ seq: z.number().int().min(0), digest: sha256Hex });

/** Text from paper (share, station secret), as typed. */
const paperText = z.string().trim().min(10).max(400);
const newPassword = z.strictObject({ login, password });
/** What opens a set on a machine that knows nothing: two posts with the passwords of that time, or two of three shares. */
export const setOpening = z.discriminatedUnion('with', [
  z.strictObject({
    with: z.literal('posts'),
    people: z.array(secondPerson).length(2),
    /** Station secret from the safe; null when it lies on this machine. */
    stationSecret: paperText.nullable(),
  }),
  z.strictObject({
    with: z.literal('shares'),
    shares: z.array(paperText).min(2).max(3),
    /** Station secret from the safe; null when it lies on this machine, or is lost and a new one is made. */
    stationSecret: paperText.nullable(),
    /** New passwords of posts; needed where the station secret is lost. */
    newPasswords: z.array(newPassword).max(3),
  }),
]);
/** How a set is opened. */
export type SetOpening = z.infer<typeof setOpening>;

const setFacts = z.strictObject({
  at: instant,
  site: z.string(),
  files: z.number(),
  bytes: z.number(),
  head,
  digest: sha256Hex,
});

/** One examined point of a rehearsal, as printed. */
const sheetLine = z.strictObject({ what: z.string(), found: z.string(), passed: z.boolean() });
/** Sheet of a rehearsal: what was examined and found, signed by the site. */
export const rehearsalSheet = z.strictObject({
  uid: objectUid,
  site: siteCode,
  siteName: z.string(),
  at: instant,
  set: setFacts,
  openedWith: z.enum(['posts', 'shares']),
  people: z.array(z.string()),
  lines: z.array(sheetLine),
  passed: z.boolean(),
});
/** Sheet of a rehearsal. */
export type RehearsalSheet = z.infer<typeof rehearsalSheet>;

/** A series of numbers with what the set holds of it. */
const seriesRow = z.strictObject({
  series: z.string(),
  year: z.number().int(),
  site: siteCode,
  name: z.string(),
  use: z.enum(['registration', 'archive', 'copies']),
  inSet: z.number().int(),
  witnessed: z.number().int().nullable(),
  voidedThrough: z.number().int().nullable(),
});
const streamRow = z.strictObject({
  recipient: siteCode,
  name: z.string(),
  epoch: z.string(),
  inSet: z.number().int(),
  /** Last package that the partner has acknowledged, as far as the set knows. */
  acknowledged: z.number().int(),
  witnessed: z.number().int().nullable(),
  voidedThrough: z.number().int().nullable(),
});
/** What is settled after a restore and what is still open. */
export const restoredState = z.strictObject({
  at: instant,
  setAt: instant,
  openedWith: z.enum(['posts', 'shares', 'handOver']),
  setHead: head,
  foundHead: head.nullable(),
  lostHead: head.nullable(),
  numbers: z.array(seriesRow),
  streams: z.array(streamRow),
  accounts: z.array(
    z.strictObject({
      uid: accountUid,
      login: z.string(),
      name: z.string(),
      roles: z.array(z.string()),
      confirmed: z.boolean(),
    }),
  ),
  numbersAt: instant.nullable(),
  accountsAt: instant.nullable(),
  disposalsAt: instant.nullable(),
  epoch: z.string().nullable(),
  epochAt: instant.nullable(),
});
/** State after a restore. */
export type RestoredState = z.infer<typeof restoredState>;

const fault = z.strictObject({
  id: z.number(),
  foundAt: instant,
  what: z.enum(['database', 'attachment']),
  object: z.string(),
  /** Number or identity of every record that is touched. */
  records: z.array(z.string()),
  wholeSet: z.string().nullable(),
  clearedAt: instant.nullable(),
});

/** Backup sets (the daily one is a system act), rehearsal, restore, retirement, integrity. */
export const backup = {
  list: query('backup.run', 'backup.listed').output(
    z.strictObject({
      target: z.string().nullable(),
      warnings: z.array(z.string()),
      rows: z.array(backupRow),
      rehearsals: z.array(
        z.strictObject({ uid: objectUid, at: instant, setAt: instant, passed: z.boolean() }),
      ),
    }),
  ),
  configure: job('backup.run', 'backup.configured')
    .input(z.strictObject({ folder: localPath, second: secondPerson }))
    .output(z.strictObject({ sameDevice: z.boolean() })),
  run: job('backup.run', 'backup.made').output(z.strictObject({ set: backupRow })),
  /** Reads a set file by file and opens its database; nothing is changed. */
  check: job('backup.run', 'backup.checked', [], { resumes: true })
    .input(z.strictObject({ folder: localPath }))
    .output(z.strictObject({ set: setFacts, faults: z.array(z.string()) })),
  /** Registered media whose level reaches the highest of the site. */
  media: query('backup.run', 'backup.listed').output(
    z.strictObject({
      rows: z.array(z.strictObject({ number: z.string(), kind: z.string(), holder: z.string() })),
    }),
  ),
  /** A set to a registered removable medium, by two posts; read back. */
  copyToMedium: job('backup.run', 'backup.copied')
    .input(z.strictObject({ folder: localPath, medium: line, to: localPath, second: secondPerson }))
    .output(z.strictObject({ folder: z.string(), bytes: z.number() })),
  /** Restores a set into an empty folder from the set alone and examines it; the live site is not touched. */
  rehearse: job('backup.run', 'backup.rehearsed')
    .input(z.strictObject({ folder: localPath, workFolder: localPath, opening: setOpening }))
    .output(z.strictObject({ sheet: rehearsalSheet })),
  rehearsal: query('backup.run', 'backup.listed')
    .input(z.strictObject({ uid: objectUid }))
    .output(z.strictObject({ sheet: rehearsalSheet, keyId: z.string(), signature: z.string() })),
  /** Writes the sheet's text with its signature to a folder; on paper it goes through the print ledger. */
  saveSheet: job('backup.run', 'backup.listed')
    .input(z.strictObject({ uid: objectUid, folder: localPath }))
    .output(z.strictObject({ files: z.array(z.string()) })),

  /** What a set says of itself, before anything is opened; only where there is no site yet. */
  inspectSet: procedure({ mode: 'job', when: 'firstRun', act: 'anyone', audit: 'none' })
    .input(z.strictObject({ folder: localPath }))
    .output(z.strictObject({ set: setFacts, stationSecretHere: z.boolean() })),
  /** Restores a set on a bare folder, or in the place of a locked site whose files are kept aside. */
  restore: procedure({ mode: 'job', when: 'always', act: 'anyone', audit: 'site.restored' })
    .input(
      z.strictObject({
        folder: localPath,
        opening: setOpening,
        /** Signed file of a retired installation: the site goes on without a new epoch. */
        handOver: localPath.nullable(),
      }),
    )
    .output(
      z.strictObject({
        site: siteCode,
        state: z.enum(['restored', 'takenOver']),
        setAt: instant,
        records: z.number(),
        /** Where the files that were there before are kept. */
        replaced: z.string().nullable(),
      }),
    ),

  restoredState: query('backup.run', 'backup.listed').output(
    z.strictObject({ state: restoredState.nullable() }),
  ),
  /** Two posts enter the highest number of each series and stream from a witness; all up to it and 20 more become 恢复作废. */
  witnessNumbers: job('backup.run', 'audit.cut-declared')
    .input(
      z.strictObject({
        numbers: z.array(
          z.strictObject({
            series: z.string().max(20),
            year: z.number().int(),
            site: siteCode,
            witnessed: z.number().int().min(0).max(99_999_999),
            source: line,
          }),
        ),
        streams: z.array(
          z.strictObject({
            recipient: siteCode,
            witnessed: z.number().int().min(0).max(99_999_999),
            /** Digest of that package by the partner's acknowledgement; null when the set holds the package itself. */
            digest: sha256Hex.nullable(),
            source: line,
          }),
        ),
        /** Newest audit head that anybody outside has; null when nobody has a newer one than the set. */
        lostHead: head.nullable(),
        second: secondPerson,
      }),
    )
    .output(z.strictObject({ voided: z.number() })),
  confirmAccounts: job('backup.run', 'restored.settled')
    .input(z.strictObject({ uids: z.array(accountUid), second: secondPerson }))
    .output(done),
  /** Records that were disposed of after the set: named again by their archive numbers; empty when there are none. */
  confirmDisposals: job('backup.run', 'restored.settled')
    .input(
      z.strictObject({
        numbers: z.array(z.strictObject({ number: line, witness: line })).max(10_000),
        second: secondPerson,
      }),
    )
    .output(z.strictObject({ disposed: z.number() })),
  endRestored: job('backup.run', 'restored.settled')
    .input(z.strictObject({ second: secondPerson }))
    .output(done),

  /** Seals this installation read-only and writes a last set with the signed hand-over file; repeating it writes them again. */
  retire: procedure({
    mode: 'job',
    when: 'unlocked',
    act: 'backup.run',
    audit: 'site.retired',
    worksRetired: true,
  })
    .input(z.strictObject({ folder: localPath, second: secondPerson }))
    .output(z.strictObject({ set: z.string(), file: z.string(), head })),

  integrity: query('backup.run', 'backup.listed').output(
    z.strictObject({
      lastPageCheck: instant.nullable(),
      attachments: z.number(),
      /** Attachments whose last check is older than 90 days, or that were never checked. */
      overdue: z.number(),
      oldestCheck: instant.nullable(),
      faults: z.array(fault),
      disk: z.strictObject({
        freeBytes: z.number(),
        totalBytes: z.number(),
        level: z.enum(['ok', 'warn', 'full']),
      }),
    }),
  ),
  /** Checks every page of the database and the attachments that were not checked for the longest time, now. */
  checkIntegrity: job('backup.run', 'integrity.checked', [], { resumes: true }).output(
    z.strictObject({ damagedPages: z.number(), attachments: z.number(), damaged: z.number() }),
  ),
  /** Puts the whole copy of a damaged attachment back from the set that has it. */
  repair: job('backup.run', 'integrity.repaired')
    .input(z.strictObject({ id: z.number().int() }))
    .output(done),
};
