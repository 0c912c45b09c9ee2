import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideAck,
  decideSequence,
  type SentState,
  type SequenceClaim,
  type StreamState,
} from './sequence.ts';

const digest = (epoch: string, seq: number): string => `${epoch}-${seq}`;

function stream(lastSeq: number, change: Partial<StreamState> = {}): StreamState {
  return {
    epoch: 'e01',
    lastSeq,
    lastDigest: lastSeq === 0 ? null : digest('e01', lastSeq),
    frozen: false,
    announcedEpochs: [],
    digestAt: (epoch, seq) =>
      epoch === 'e01' && seq >= 1 && seq <= lastSeq ? digest(epoch, seq) : undefined,
    ...change,
  };
}

function claim(seq: number, change: Partial<SequenceClaim> = {}): SequenceClaim {
  return {
    epoch: 'e01',
    seq,
    prev: seq === 1 ? null : digest('e01', seq - 1),
    digest: digest('e01', seq),
    ...change,
  };
}

describe('place of a package in its stream', () => {
  it('the first and the next one are imported', () => {
    expect(decideSequence(stream(0), claim(1))).toEqual({ action: 'import', startsEpoch: false });
    expect(decideSequence(stream(11), claim(12))).toEqual({ action: 'import', startsEpoch: false });
  });

  it('group 14: one imported before is recognised, even when the stream is frozen', () => {
    expect(decideSequence(stream(12), claim(3))).toEqual({ action: 'already-imported' });
    expect(decideSequence(stream(12, { frozen: true }), claim(3))).toEqual({ action: 'already-imported' });
  });

  it('group 15, 38: another content under a known number is a fork', () => {
    expect(decideSequence(stream(12), claim(12, { digest: 'other' }))).toEqual({
      action: 'fork',
      seq: 12,
      known: 'e01-12',
      found: 'other',
    });
  });

  it('group 16: a gap is held with the missing numbers', () => {
    expect(decideSequence(stream(1), claim(4))).toEqual({ action: 'hold', missingFrom: 2, missingTo: 3 });
  });

  it('group 16: a wrong predecessor is refused', () => {
    expect(decideSequence(stream(1), claim(2, { prev: 'x' }))).toEqual({
      action: 'refuse',
      code: 'E_SPLICED',
    });
    expect(decideSequence(stream(0), claim(1, { prev: 'x' }))).toEqual({
      action: 'refuse',
      code: 'E_SPLICED',
    });
  });

  it('group 16: an ended epoch is refused, a new one only if the roster announced it', () => {
    const later = stream(0, { epoch: 'e02' });
    expect(decideSequence(later, claim(13))).toEqual({ action: 'refuse', code: 'E_OLD_EPOCH' });
    const fresh = claim(1, { epoch: 'e02', digest: 'e02-1' });
    expect(decideSequence(stream(12), fresh)).toEqual({ action: 'refuse', code: 'E_NEW_EPOCH' });
    expect(decideSequence(stream(12, { announcedEpochs: ['e02'] }), fresh)).toEqual({
      action: 'import',
      startsEpoch: true,
    });
    expect(
      decideSequence(stream(12, { announcedEpochs: ['e02'] }), claim(3, { epoch: 'e02', digest: 'e02-3' })),
    ).toEqual({ action: 'hold', missingFrom: 1, missingTo: 2 });
  });

  it('a frozen stream takes nothing new', () => {
    expect(decideSequence(stream(1, { frozen: true }), claim(2))).toEqual({
      action: 'refuse',
      code: 'E_FROZEN',
    });
  });

  it('whatever a courier loses, repeats or reorders, what is applied is a prefix of what was sent, once', () => {
    const carried = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 60 });
    fc.assert(
      fc.property(carried, (deliveries) => {
        const applied: number[] = [];
        const held = new Set<number>();
        const offer = (seq: number): void => {
          const decision = decideSequence(stream(applied.length), claim(seq));
          if (decision.action === 'import') applied.push(seq);
          else if (decision.action === 'hold') held.add(seq);
          else expect(decision.action).toBe('already-imported');
        };
        for (const seq of deliveries) {
          offer(seq);
          while (held.delete(applied.length + 1)) offer(applied.length + 1);
        }
        expect(applied).toEqual(applied.map((_, at) => at + 1));
        for (const seq of deliveries) expect(seq <= applied.length || held.has(seq)).toBe(true);
      }),
    );
  });
});

describe('acknowledgement of what was sent', () => {
  const sent = (acked: SentState['acked']): SentState => ({
    lastSealed: (epoch) => (epoch === 'e01' ? 5 : 0),
    digestAt: (epoch, seq) => (epoch === 'e01' && seq <= 5 ? digest(epoch, seq) : undefined),
    acked,
  });
  const ack = (through_seq: number, value = digest('e01', through_seq), epoch = 'e01') => ({
    epoch,
    through_seq,
    digest: value,
  });

  it('advances, and names the numbers that became acknowledged', () => {
    expect(decideAck(sent(null), null)).toEqual({ action: 'none' });
    expect(decideAck(sent(null), ack(3))).toEqual({
      action: 'advance',
      epoch: 'e01',
      fromSeq: 1,
      throughSeq: 3,
    });
    expect(decideAck(sent({ epoch: 'e01', throughSeq: 3 }), ack(5))).toEqual({
      action: 'advance',
      epoch: 'e01',
      fromSeq: 4,
      throughSeq: 5,
    });
  });

  it('group 36: an older one changes nothing; a forged one, another stream and the future are refused', () => {
    expect(decideAck(sent({ epoch: 'e01', throughSeq: 4 }), ack(2))).toEqual({ action: 'unchanged' });
    expect(decideAck(sent(null), ack(3, 'x'))).toEqual({
      action: 'refuse',
      code: 'E_RECEIPT',
      reason: 'forged',
    });
    expect(decideAck(sent(null), ack(6))).toEqual({ action: 'refuse', code: 'E_RECEIPT', reason: 'future' });
    expect(decideAck(sent(null), ack(1, 'x', 'e07'))).toEqual({
      action: 'refuse',
      code: 'E_RECEIPT',
      reason: 'future',
    });
  });
});
