import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Banners } from './Banners';
import { Composer } from './Composer';
import { useWidget } from './context';
import { Header } from './Header';
import { PHONE, useMedia } from './hooks';
import { MessageList } from './MessageList';

const FOCUSABLE = 'a[href], button:not(:disabled), textarea, [tabindex="0"]';

/** The chat: a dialog beside the page, on a phone over it. `takeFocus`: its user opened it, rather than a reload. */
export function Panel({ takeFocus }: { takeFocus: boolean }) {
  const { conversation } = useWidget();
  const phone = useMedia(PHONE);
  const panel = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  useVisibleHeight(panel, phone);

  useEffect(() => {
    // On a phone the keyboard would hide what the customer has come to read.
    if (takeFocus) (phone ? panel.current : input.current)?.focus();
  }, []);

  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      conversation.setOpen(false);
    } else if (event.key === 'Tab' && phone && panel.current) {
      keepInside(event, panel.current);
    }
  };

  return (
    <div ref={panel} className="panel" role="dialog" aria-modal={phone} aria-labelledby="daogou-title" tabIndex={-1} onKeyDown={pressed}>
      <Header />
      <Banners />
      <MessageList />
      <Composer inputRef={input} />
    </div>
  );
}

function keepInside(event: KeyboardEvent, panel: HTMLElement): void {
  const stops = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const active = (panel.getRootNode() as ShadowRoot).activeElement;
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (active === from || active === panel) {
    if (active === panel && !event.shiftKey) return;
    event.preventDefault();
    to?.focus();
  }
}

/** On a phone, keeps the panel above the on-screen keyboard, which shrinks only the visual viewport. */
function useVisibleHeight(panel: React.RefObject<HTMLDivElement>, phone: boolean): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    const style = panel.current?.style;
    if (!phone || !viewport || !style) return undefined;
    const resized = (): void => style.setProperty('--visible-height', `${viewport.height}px`);
    resized();
    viewport.addEventListener('resize', resized);
    return () => {
      viewport.removeEventListener('resize', resized);
      style.removeProperty('--visible-height');
    };
  }, [panel, phone]);
}
