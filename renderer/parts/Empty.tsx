import type { ReactNode } from 'react';

/** An empty place: why it is empty, and the next step where there is one. */
export function Empty({ why, next }: { why: string; next?: ReactNode }) {
  return (
    <div className="empty">
      <p>{why}</p>
      {next}
    </div>
  );
}

/** Holds the place while something is read. Nothing turns or jumps; after a moment it says so in words. */
export function Loading({ what = '正在读取' }: { what?: string }) {
  return (
    <div className="loading" role="status">
      {what}…
    </div>
  );
}
