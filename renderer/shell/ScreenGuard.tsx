import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { problemOf } from '../parts/problem.tsx';

/** Shows what happened when a screen fails, instead of an empty window; the other tabs go on. */
export class ScreenGuard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="screen-failure" role="alert">
        <h2>本屏未能显示</h2>
        <p>{problemOf(this.state.error).message}</p>
        <Button variant="default" onClick={() => this.setState({ error: undefined })}>
          重新显示
        </Button>
      </div>
    );
  }
}
