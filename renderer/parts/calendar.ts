import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { buildCalendar, type WorkingCalendar } from '../../shared/calendar/calendar.ts';
import { api } from '../client.ts';

/** The working calendar in force: the years that came with the program and the files of this site. */
export function useCalendar(): WorkingCalendar {
  const years = useQuery(api.calendar.years.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const rows = years.data?.rows;
  return useMemo(() => buildCalendar((rows ?? []).map((row) => row.file)), [rows]);
}
