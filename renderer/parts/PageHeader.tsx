import type { ReactNode } from 'react';
import { MarkingTag } from './tags.tsx';

/** Head of a page: number · marking · state, then the title; actions that belong to the whole page at the right. */
export function PageHeader(props: {
  title: string;
  number?: string | null;
  marking?: string;
  state?: ReactNode;
  under?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="page-header">
      <div className="page-header-words">
        <div className="page-header-line">
          {props.number && <span className="number">{props.number}</span>}
          {props.marking !== undefined && <MarkingTag marking={props.marking} />}
          {props.state}
          <h1>{props.title}</h1>
        </div>
        {props.under !== undefined && <div className="page-header-under">{props.under}</div>}
      </div>
      {props.actions !== undefined && <div className="page-header-actions">{props.actions}</div>}
    </div>
  );
}
