import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

const NEAR = 80;
const MARGIN = 12;

interface Following {
  scroller: RefObject<HTMLDivElement>;
  content: RefObject<HTMLDivElement>;
  /** Whether something new stands below what is read. */
  behind: boolean;
  toEnd(): void;
  scrolled(): void;
}

/**
 * Keeps the newest message in view until the reader scrolls back. A message taller than the view is shown from its
 * start, since that is where reading begins.
 */
export function useFollowing(): Following {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const state = useRef({ following: true, height: 0, target: 0 });
  const [behind, setBehind] = useState(false);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const rows = element.querySelectorAll<HTMLElement>('[data-seq]');
    const newest = rows[rows.length - 1];
    const start = newest ? newest.offsetTop - MARGIN : Number.POSITIVE_INFINITY;
    element.scrollTop = Math.min(element.scrollHeight - element.clientHeight, start);
    state.current = { following: true, height: element.scrollHeight, target: element.scrollTop };
    setBehind(false);
  }, []);

  useLayoutEffect(() => {
    toEnd();
    if (typeof ResizeObserver === 'undefined' || !content.current || !scroller.current) return undefined;
    const observer = new ResizeObserver(() => {
      const grown = (scroller.current?.scrollHeight ?? 0) > state.current.height;
      if (state.current.following) toEnd();
      else if (grown) setBehind(true);
    });
    observer.observe(content.current);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [toEnd]);

  const scrolled = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { height, target } = state.current;
    // Against the height last followed to: what has grown since is news, not the reader's scrolling.
    const following = Math.abs(element.scrollTop - target) < 4 || height - element.scrollTop - element.clientHeight < NEAR;
    state.current.following = following;
    if (following) setBehind(false);
    else state.current.height = element.scrollHeight;
  }, []);

  return { scroller, content, behind, toEnd, scrolled };
}
