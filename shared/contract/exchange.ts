import { z } from 'zod';
import { siteKinds } from '../policy/roles.ts';
import {
  boardCell,
  checked,
  lastNumber,
  mediumRow,
  ownKey,
  packageInRow,
  packageOutRow,
  siteRow,
} from './exchangeRows.ts';
import {
  day,
  done,
  instant,
  levelRank,
  line,
  localPath,
  markingText,
  month,
  objectUid,
  password,
  reason,
  secondPerson,
  sha256Hex,
  siteCode,
} from './primitives.ts';
import { command, job, query } from './procedure.ts';

/** Packages between sites by spec 4. */
export const exchange = {
  overview: query(
    ['package.prepare', 'package.import', 'package.approve', 'package.release', 'site.trust'],
    'exchange.listed',
  ).output(
    z.strictObject({
      sites: z.array(siteRow),
      outgoing: z.array(packageOutRow),
      incoming: z.array(packageInRow),
      /** Packages that verified and wait for what comes before them. */
      held: z.array(
        z.strictObject({
          uid: objectUid,
          sender: siteCode,
          epoch: z.string(),
          seq: z.number(),
          heldAt: instant,
          /** It is next now. */
          next: z.boolean(),
        }),
      ),
      /** Numbers of ours that a partner misses. */
      requests: z.array(
        z.strictObject({ partner: siteCode, epoch: z.string(), fromSeq: z.number(), toSeq: z.number() }),
      ),
      /** What should have come by now, and what was never answered. */
      overdue: z.array(
        z.strictObject({
          site: siteCode,
          what: z.enum(['package', 'receipt']),
          seq: z.number().nullable(),
          since: day,
        }),
      ),
      board: z.array(boardCell),
      months: z.array(month),
    }),
  ),
  media: query(
    ['media.register', 'package.prepare', 'package.import', 'package.approve', 'package.release'],
    'none',
  ).output(z.strictObject({ rows: z.array(mediumRow) })),
  registerMedium: command('media.register', 'media.registered')
    .input(z.strictObject({ number: line, kind: line, serial: line, level: levelRank, holder: line }))
    .output(done),
  /** Two persons with the root key file from the safe sign a new roster of this site (keys of the site and of all who may release) and write it to a folder. */
  signRoster: job('site.trust', 'exchange.roster-signed', ['signing', 'export'])
    .input(
      z.strictObject({
        rootKeyFile: localPath,
        rootPassphrase: z.tuple([password, password]),
        folder: localPath,
        /** Keys of the site that this roster replaces; packages by or to the old ones still verify and open. */
        renew: z
          .array(z.enum(['siteSigning', 'age']))
          .max(2)
          .optional(),
        second: secondPerson,
      }),
    )
    .output(
      z.strictObject({
        version: z.number(),
        fingerprint: z.string(),
        words: z.array(z.string()),
        file: z.string(),
      }),
    ),
  /** After a restore: a root-signed roster announces the new epoch with the last package that each partner acknowledges. */
  openEpoch: job('site.trust', 'exchange.epoch-opened')
    .input(
      z.strictObject({
        rootKeyFile: localPath,
        rootPassphrase: z.tuple([password, password]),
        folder: localPath,
        /** Highest epoch that a partner has seen of this site, where it is beyond the one in the set. */
        knownEpoch: z
          .string()
          .regex(/^e(?:0[1-9]|[1-9]\d{1,3})$/)
          .nullable(),
        second: secondPerson,
      }),
    )
    .output(z.strictObject({ epoch: z.string(), version: z.number(), file: z.string() })),
  /** Two posts have looked into a second living installation, and say what they found. */
  clearCloneAlarm: job('site.trust', 'site.clone-alarm')
    .input(z.strictObject({ finding: line, second: secondPerson }))
    .output(done),
  /** Two persons compare fingerprint words from paper and pin another site's root; its roster is taken in. */
  pinSite: job('site.trust', 'exchange.site-pinned')
    .input(
      z.strictObject({
        rosterFile: localPath,
        name: line,
        kind: z.enum(siteKinds),
        highestLevel: levelRank,
        words: z.array(z.string().max(20)).length(12),
        how: line,
        second: secondPerson,
      }),
    )
    .output(z.strictObject({ site: siteCode, fingerprint: z.string() })),
  /** Keys of this site as the next roster lists them, and whether that roster is due. */
  ownKeys: query('site.trust', 'exchange.listed').output(
    z.strictObject({
      epoch: z.string(),
      rosterVersion: z.number().nullable(),
      rosterDue: z.boolean(),
      keys: z.array(ownKey),
      streams: z.array(
        z.strictObject({
          recipient: siteCode,
          name: z.string(),
          sealed: z.number(),
          acknowledged: z.number(),
        }),
      ),
    }),
  ),
  /** Two persons end a key from a number on: `through` names the last good number of each stream, left empty the key is good for nothing. */
  revokeKey: job('site.trust', 'exchange.key-revoked')
    .input(
      z.strictObject({
        keyId: z.string().min(3).max(120),
        /** Stands in the roster. */
        reason: z.string().trim().min(2).max(200),
        through: z.array(lastNumber).max(200),
        second: secondPerson,
      }),
    )
    .output(done),
  /** New root key of this site: planned, signed by the old one too; or after a compromise, with a new epoch. */
  renewRoot: job('site.trust', 'exchange.root-renewed', ['signing', 'export'])
    .input(
      z.strictObject({
        reason: z.enum(['planned', 'compromised']),
        rootKeyFile: localPath.nullable(),
        rootPassphrase: z.tuple([password, password]).nullable(),
        newPassphrase: z.tuple([password, password]),
        /** Where the new root key goes: a medium for the safe. */
        rootFolder: localPath,
        folder: localPath,
        /** After a compromise: the last number that each partner says it holds. */
        streams: z.array(lastNumber).max(200),
        second: secondPerson,
      }),
    )
    .output(
      z.strictObject({
        version: z.number(),
        epoch: z.string().nullable(),
        fingerprint: z.string(),
        words: z.array(z.string()),
        file: z.string(),
        rootFile: z.string(),
      }),
    ),
  /** Two persons compare the words of a partner's new root and put it in the place of the old one. */
  acceptRoot: job('site.trust', 'exchange.root-accepted')
    .input(
      z.strictObject({
        rootFile: localPath,
        words: z.array(z.string().max(20)).length(12),
        how: line,
        second: secondPerson,
      }),
    )
    .output(z.strictObject({ site: siteCode, fingerprint: z.string(), version: z.number() })),
  /** Two persons lift the freeze after a fork was cleared up with the other site. */
  openStream: job('site.trust', 'exchange.stream-opened')
    .input(z.strictObject({ site: siteCode, reason, second: secondPerson }))
    .output(done),
  /** Newer roster of a site that is already pinned. */
  acceptRoster: job('site.trust', 'exchange.site-pinned')
    .input(z.strictObject({ rosterFile: localPath }))
    .output(z.strictObject({ site: siteCode, version: z.number() })),
  /** Freezes what leaves: records whose readers include the recipient, and receipts. */
  prepare: command('package.prepare', 'package.prepared', ['export'])
    .input(
      z.strictObject({
        recipient: siteCode,
        period: month,
        medium: line,
        /** Everything that the recipient may have, to re-base a site that is far behind; takes two persons. */
        whole: z.boolean().optional(),
      }),
    )
    .output(
      z.strictObject({
        uid: objectUid,
        recordCount: z.number(),
        marking: markingText,
        /** A test package without records: no receipt has come back from there yet. */
        trial: z.boolean(),
      }),
    ),
  /** Takes back a sealed package in the next number (two persons); what it held is collected again afterwards. */
  prepareVoid: command('package.prepare', 'package.prepared', ['export'])
    .input(z.strictObject({ uid: objectUid, reason, medium: line }))
    .output(z.strictObject({ uid: objectUid })),
  contents: query(['package.prepare', 'package.approve', 'package.release'], 'exchange.listed')
    .input(z.strictObject({ uid: objectUid }))
    .output(
      z.strictObject({
        package: packageOutRow,
        rows: z.array(
          z.strictObject({ uid: z.string(), kind: z.string(), number: z.string(), marking: z.string() }),
        ),
      }),
    ),
  approve: command('package.approve', 'package.approved', ['export'])
    .input(z.strictObject({ uid: objectUid, approve: z.boolean() }))
    .output(done),
  /** Signs with the person's key (password again), seals, writes to the folder, reads back. Repeating it writes the same sealed package. */
  release: job('package.release', 'package.released', ['numbering', 'signing', 'export'])
    .input(
      z.strictObject({
        uid: objectUid,
        folder: localPath,
        password,
        /** The security administrator, for a void or a snapshot. */
        second: secondPerson.optional(),
      }),
    )
    .output(
      z.strictObject({ package: packageOutRow, file: z.string(), sha256: sha256Hex, bytes: z.number() }),
    ),
  /** Copies from the medium, checks, previews. Nothing is applied. */
  check: job('package.import', 'package.checked')
    .input(z.strictObject({ file: localPath, medium: line, scanResult: line }))
    .output(checked),
  /** Checks a package again that waited for its predecessors. */
  checkHeld: job('package.import', 'package.checked')
    .input(z.strictObject({ uid: objectUid }))
    .output(checked),
  /** Applies a checked package in one transaction. */
  accept: job('package.import', 'package.imported')
    .input(z.strictObject({ previewUid: objectUid }))
    .output(z.strictObject({ package: packageInRow, accepted: z.number(), refused: z.number() })),
  /** A receipt that came on paper: its code as typed. */
  enterReceipt: command('package.import', 'package.receipt-entered')
    .input(z.strictObject({ site: siteCode, code: z.string().min(10).max(400) }))
    .output(z.strictObject({ epoch: z.string(), throughSeq: z.number() })),
  discardPreview: job('package.import', 'package.refused')
    .input(z.strictObject({ previewUid: objectUid }))
    .output(done),
};
