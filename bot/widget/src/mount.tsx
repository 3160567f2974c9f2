import { createRoot } from 'react-dom/client';
import chatui from 'virtual:chatui-styles';
import { toLanguage, type Config } from './core/config';
import { SocketConnection } from './core/connection';
import { Conversation } from './core/conversation';
import { Impressions } from './core/impressions';
import { SessionStore } from './core/storage';
import { TokenSource } from './core/token';
import styles from './styles/index.css?inline';
import { App } from './ui/App';
import type { Widget } from './ui/context';
import { PHONE } from './ui/hooks';
import { accentProperties } from './ui/theme';

/** What the page may call, as `window.Daogou`. */
export interface DaogouApi {
  open(): void;
  close(): void;
  toggle(): void;
  setLanguage(language: string): void;
  /** The page may set it to open products itself; true means that it did, and the link is not followed. */
  onProductClick?: (product: { productId: string; url: string }) => boolean | void;
}

declare global {
  interface Window {
    Daogou?: DaogouApi;
  }
}

/** Puts the widget on the page, in a shadow root of its own so that neither side's styles reach the other. */
export function mount(config: Config): DaogouApi {
  const host = document.createElement('daogou-widget');
  Object.entries(accentProperties(config.accent)).forEach(([name, value]) => host.style.setProperty(name, value));
  const shadow = host.attachShadow({ mode: 'open' });
  addStyles(shadow, chatui + styles);
  const place = document.createElement('div');
  shadow.append(place);
  document.body.append(host);

  const store = new SessionStore();
  const connection = new SocketConnection({ server: config.server, path: config.path }, new TokenSource(config.tokenUrl));
  const conversation = new Conversation({ connection, store, language: config.language, product: config.product });
  const impressions = new Impressions(connection, () => conversation.id);
  let synced = false;
  conversation.subscribe(() => {
    const before = synced;
    synced = conversation.snapshot().synced;
    if (synced && !before) void impressions.flush();
  });

  const api: DaogouApi = {
    open: () => conversation.setOpen(true),
    close: () => conversation.setOpen(false),
    toggle: () => conversation.setOpen(!conversation.snapshot().open),
    setLanguage(value) {
      const language = toLanguage(value);
      if (language) conversation.setLanguage(language);
    },
  };
  const widget: Widget = {
    config,
    conversation,
    impressions,
    productClicked: (product, url) => handled(() => api.onProductClick?.({ productId: product.product_id, url })),
    signIn: () => void document.dispatchEvent(new CustomEvent('daogou:sign-in', { detail: { conversation: conversation.id } })),
  };

  // A page that has changed its language since the last one takes the chat along.
  const pageLanguage = store.get('pageLanguage');
  store.set('pageLanguage', config.language);
  if (pageLanguage !== undefined && pageLanguage !== config.language) conversation.setLanguage(config.language);

  // After a reload the talk goes on; on a phone the panel would hide the page that was gone to.
  if (conversation.begun) conversation.start();
  if (store.get('open') === true && !window.matchMedia?.(PHONE).matches) conversation.setOpen(true);
  createRoot(place).render(<App widget={widget} />);
  return api;
}

/** Constructed style sheets pass a Content-Security-Policy that forbids inline styles. */
function addStyles(shadow: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = css;
    shadow.append(style);
  }
}

function handled(callback: () => boolean | void): boolean {
  try {
    return callback() === true;
  } catch (error) {
    console.warn('Daogou: the page failed to handle a click on a product.', error);
    return false;
  }
}
