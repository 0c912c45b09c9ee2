import type { ReactNode } from 'react';

/** A body of reading matter that scrolls: reachable by keyboard although nothing in it can be pressed. */
export function ScrollBody(props: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={props.className ?? 'page-body'} aria-label={props.label} tabIndex={0}>
      {props.children}
    </section>
  );
}
