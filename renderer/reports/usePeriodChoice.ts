import { useState } from 'react';
import {
  monthPlus,
  type PeriodKind,
  periodAround,
  periodKinds,
  periodWords,
} from '../../shared/figures/periods.ts';
import type { Month } from '../../shared/ids.ts';
import { useSession } from '../shell/session.tsx';

/** Periods of a length that have begun, the newest first, with the chosen one: the last that is over unless another was picked. */
export function usePeriodChoice(kind: PeriodKind) {
  const { today } = useSession();
  const present = today.slice(0, 7) as Month;
  const length = { month: 1, halfYear: 6, year: 12 }[kind];
  const count = { month: 24, halfYear: 6, year: 4 }[kind];
  const periods = Array.from({ length: count }, (_, n) =>
    periodAround(kind, monthPlus(present, -n * length)),
  );
  const [picked, pick] = useState<string | null>(null);
  const fallback = periods.find((period) => period.to < today) ?? periods[0];
  const period = periods.find((one) => one.key === picked) ?? fallback;
  return {
    period,
    pick,
    options: periods.map((one) => ({ value: one.key, label: periodWords(one) })),
    kinds: periodKinds,
  };
}
