import type { PackageAck } from './packageJson.ts';

/** What a receiver knows of one stream (sender → recipient). */
export interface StreamState {
  /** Epoch in force. */
  readonly epoch: string;
  /** Highest number imported in that epoch; 0 = none. */
  readonly lastSeq: number;
  /** Digest of that package; null when none. */
  readonly lastDigest: string | null;
  /** A fork was seen and nobody has lifted the freeze yet. */
  readonly frozen: boolean;
  /** Epochs that the sender's pinned roster announces beyond the one in force. */
  readonly announcedEpochs: readonly string[];
  /** Digest imported under a number, any epoch. */
  digestAt(epoch: string, seq: number): string | undefined;
}

/** How far beyond the last imported number a package may lie; sites exchange a package a month, some a day. */
export const farthestAhead = 10_000;

/** The place a package claims. */
export interface SequenceClaim {
  readonly epoch: string;
  readonly seq: number;
  /** Digest of the previous package.json; null only at number 1. */
  readonly prev: string | null;
  /** Digest of this package.json. */
  readonly digest: string;
  /** Holds everything that the numbers before it held (two persons of the sender): what is missing before it is not waited for. */
  readonly snapshot?: boolean;
}

/** What to do with a package. */
export type SequenceDecision =
  | { readonly action: 'import'; readonly startsEpoch: boolean }
  | { readonly action: 'already-imported' }
  | { readonly action: 'fork'; readonly seq: number; readonly known: string; readonly found: string }
  | { readonly action: 'hold'; readonly missingFrom: number; readonly missingTo: number }
  | {
      readonly action: 'refuse';
      readonly code: 'E_SPLICED' | 'E_OLD_EPOCH' | 'E_NEW_EPOCH' | 'E_FROZEN';
    };

/** Order of epochs `e01` < `e02` < `e10` < `e100`. */
export function epochNumber(epoch: string): number {
  return Number.parseInt(epoch.slice(1), 10);
}

/**
 * The decision table of the exchange specification. Pure: the caller persists freeze, hold and alarm.
 * A package that was imported before is recognised in every state, so that its receipt can be given again.
 */
export function decideSequence(state: StreamState, claim: SequenceClaim): SequenceDecision {
  const known = state.digestAt(claim.epoch, claim.seq);
  if (known === claim.digest) return { action: 'already-imported' };
  if (known !== undefined) return { action: 'fork', seq: claim.seq, known, found: claim.digest };
  if (state.frozen) return { action: 'refuse', code: 'E_FROZEN' };
  const from = claim.epoch === state.epoch ? state.lastSeq : 0;
  // Every number that is left out is written down for ever, and one that waits is kept: no stream runs that far ahead.
  if (claim.seq - from > farthestAhead) return { action: 'refuse', code: 'E_SPLICED' };
  if (claim.epoch !== state.epoch) {
    if (epochNumber(claim.epoch) <= epochNumber(state.epoch))
      return { action: 'refuse', code: 'E_OLD_EPOCH' };
    if (!state.announcedEpochs.includes(claim.epoch)) return { action: 'refuse', code: 'E_NEW_EPOCH' };
    // Holds everything itself, so nothing before it is missed.
    if (claim.snapshot === true) return { action: 'import', startsEpoch: true };
    if (claim.seq > 1) return { action: 'hold', missingFrom: 1, missingTo: claim.seq - 1 };
    return claim.prev === null
      ? { action: 'import', startsEpoch: true }
      : { action: 'refuse', code: 'E_SPLICED' };
  }
  if (claim.seq > state.lastSeq + 1) {
    if (claim.snapshot === true) return { action: 'import', startsEpoch: false };
    return { action: 'hold', missingFrom: state.lastSeq + 1, missingTo: claim.seq - 1 };
  }
  // A number at or below the last one without a known digest means that our own history is not whole.
  if (claim.seq <= state.lastSeq || claim.prev !== state.lastDigest) {
    return { action: 'refuse', code: 'E_SPLICED' };
  }
  return { action: 'import', startsEpoch: false };
}

/** What a sender knows of its own stream to the site that acknowledges. */
export interface SentState {
  /** Highest sealed number in an epoch; 0 = none. */
  lastSealed(epoch: string): number;
  /** Digest of a sealed package. */
  digestAt(epoch: string, seq: number): string | undefined;
  /** Last acknowledgement taken in. */
  readonly acked: { readonly epoch: string; readonly throughSeq: number } | null;
}

/** Verdict on an acknowledgement. */
export type AckDecision =
  | { readonly action: 'none' }
  | {
      readonly action: 'advance';
      readonly epoch: string;
      readonly fromSeq: number;
      readonly throughSeq: number;
    }
  | { readonly action: 'unchanged' }
  | { readonly action: 'refuse'; readonly code: 'E_RECEIPT'; readonly reason: 'future' | 'forged' };

/**
 * Judges the cumulative `ack` of a reverse package. Acknowledging a number never sealed, or another digest than ours, is
 * refused; an older acknowledgement than the one known changes nothing.
 */
export function decideAck(sent: SentState, ack: PackageAck | null): AckDecision {
  if (ack === null) return { action: 'none' };
  if (ack.through_seq > sent.lastSealed(ack.epoch)) {
    return { action: 'refuse', code: 'E_RECEIPT', reason: 'future' };
  }
  if (sent.digestAt(ack.epoch, ack.through_seq) !== ack.digest) {
    return { action: 'refuse', code: 'E_RECEIPT', reason: 'forged' };
  }
  const before = sent.acked;
  const newer =
    before === null ||
    epochNumber(ack.epoch) > epochNumber(before.epoch) ||
    (ack.epoch === before.epoch && ack.through_seq > before.throughSeq);
  if (!newer) return { action: 'unchanged' };
  const fromSeq = before !== null && before.epoch === ack.epoch ? before.throughSeq + 1 : 1;
  return { action: 'advance', epoch: ack.epoch, fromSeq, throughSeq: ack.through_seq };
}
