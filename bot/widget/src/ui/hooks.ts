import { useEffect, useState, type RefObject } from 'react';

export const PHONE = '(max-width: 479.98px)';

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia?.(query).matches ?? false);
  useEffect(() => {
    const media = window.matchMedia?.(query);
    const changed = (): void => setMatches(media.matches);
    media?.addEventListener('change', changed);
    return () => media?.removeEventListener('change', changed);
  }, [query]);
  return matches;
}

/** Calls `seen` once, when at least half of the element is on the screen. */
export function useSeen(ref: RefObject<Element | null>, seen: () => void): void {
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      seen();
    }, { threshold: 0.5 });
    observer.observe(element);
    return () => observer.disconnect();
    // What is recorded does not change while the card stands.
  }, [ref]);
}
