import { notifications } from '@mantine/notifications';
import { ORPCError } from '@orpc/client';
import { useCallback } from 'react';
import { type ErrorData, errorMessage, errorSentences } from '../../shared/errors.ts';

/** An error as plain data; anything that is no known error is `internal`, never an English text. */
export function problemOf(error: unknown): ErrorData {
  const data: unknown = error instanceof ORPCError ? error.data : undefined;
  if (isErrorData(data)) return data;
  return { code: 'internal', params: {}, message: errorMessage('internal', { reference: '界面' }) };
}

function isErrorData(data: unknown): data is ErrorData {
  if (typeof data !== 'object' || data === null) return false;
  const { code, message } = data as Partial<ErrorData>;
  return typeof code === 'string' && code in errorSentences && typeof message === 'string';
}

/** Puts the cursor into the field that caused an error, wherever on screen it is. */
export function focusField(field: string): boolean {
  const holder = [...document.querySelectorAll<HTMLElement>('[data-field]')].find(
    (element) => element.dataset.field === field && element.offsetParent !== null,
  );
  const target = holder?.querySelector<HTMLElement>('input, textarea, button, [tabindex]');
  if (target === null || target === undefined) return false;
  holder?.scrollIntoView({ block: 'center' });
  target.focus();
  return true;
}

/** Shows one error: what happened as the head, what was kept and what to do below, then its short reference. */
export function showProblem(error: unknown): void {
  const data = problemOf(error);
  const [happened = data.message, ...rest] = sentences(data.message);
  notifications.show({
    title: happened,
    message: (
      <>
        {rest.length > 0 && <span>{rest.join('')}</span>}
        <span className="problem-reference">编号 {data.code}</span>
      </>
    ),
    color: 'red',
    autoClose: false,
    withBorder: true,
    role: 'alert',
    className: 'problem',
    closeButtonProps: { 'aria-label': '关闭提示' },
  });
  if (data.field !== undefined) focusField(data.field);
}

/** Says that something was done, and who is next. Goes away by itself. */
export function showDone(what: string, next = ''): void {
  notifications.show({
    title: what,
    message: next,
    color: 'green',
    autoClose: 6000,
    withBorder: true,
    className: 'done-notice',
    closeButtonProps: { 'aria-label': '关闭提示' },
  });
}

/** The handler of errors for every act of a screen: `client.x.y(…).then(done, problem)`. */
export function useProblem(): (error: unknown) => void {
  return useCallback((error: unknown) => showProblem(error), []);
}

function sentences(message: string): string[] {
  return message.match(/[^。]+。?/g) ?? [message];
}
