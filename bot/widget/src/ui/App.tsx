import { Component, useRef, type ReactNode } from 'react';
import { useSnapshot, WidgetContext, type Widget } from './context';
import { Launcher } from './Launcher';
import { Panel } from './Panel';

export function App({ widget }: { widget: Widget }) {
  return (
    <ErrorBoundary>
      <WidgetContext.Provider value={widget}>
        <Corner reopened={widget.conversation.snapshot().open} />
      </WidgetContext.Provider>
    </ErrorBoundary>
  );
}

function Corner({ reopened }: { reopened: boolean }) {
  const { open, language } = useSnapshot();
  // Focus moves only with what the customer does, not with a reload that finds the panel open.
  const touched = useRef(false);
  const before = useRef(reopened);
  if (before.current !== open) touched.current = true;
  before.current = open;
  return (
    <div className="daogou" lang={language}>
      {open ? <Panel takeFocus={touched.current} /> : <Launcher returnFocus={touched.current} />}
    </div>
  );
}

/** A fault in the widget takes the widget away and leaves the page as it is. */
class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
