import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Config } from '../core/config';
import type { Conversation, Snapshot } from '../core/conversation';
import type { Impressions } from '../core/impressions';
import type { Language } from '../core/wire';
import { STRINGS, type Strings } from '../strings';
import type { Product } from '../message';

export interface Widget {
  config: Config;
  conversation: Conversation;
  impressions: Impressions;
  /** True where the page has taken care of the click on a link to a product. */
  productClicked(product: Product, url: string): boolean;
  signIn(): void;
}

export const WidgetContext = createContext<Widget | undefined>(undefined);

export function useWidget(): Widget {
  const widget = useContext(WidgetContext);
  if (!widget) throw new Error('A part of the widget stands outside of WidgetContext.');
  return widget;
}

export function useSnapshot(): Snapshot {
  const { conversation } = useWidget();
  return useSyncExternalStore(conversation.subscribe, conversation.snapshot);
}

/** The language alone, so that the log's rows are drawn anew only when it changes. */
export function useLanguage(): Language {
  const { conversation } = useWidget();
  return useSyncExternalStore(conversation.subscribe, () => conversation.snapshot().language);
}

export const useStrings = (): Strings => STRINGS[useLanguage()];
