import './session.css';
import type { ReactNode } from 'react';

/** Ground of the screens outside the shell: the product's name and one quiet card, nothing else. */
export function SessionFrame({
  title,
  reason,
  children,
}: {
  title: string;
  reason: string;
  children: ReactNode;
}) {
  return (
    <main className="session-frame">
      <div className="session-centre">
        <div className="session-card">
          <h1>{title}</h1>
          <p className="session-reason">{reason}</p>
          {children}
        </div>
      </div>
    </main>
  );
}
